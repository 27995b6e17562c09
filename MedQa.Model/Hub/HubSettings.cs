namespace MedQa.Model.Hub;

/// <summary>Where the hub and its cache are; by the environment variables that Python's huggingface_hub reads.</summary>
public sealed record HubSettings
{
    private const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = new(DefaultEndpoint);

    /// <summary>Folder of the cache, full path.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The user's token, or null.</summary>
    public HubToken? Token { get; init; }

    /// <summary>Ask no one: only what is in the cache is used.</summary>
    public bool Offline { get; init; }

    /// <summary>Put files into snapshots in place of links to the blobs.</summary>
    public bool DisableSymlinks { get; init; }

    /// <summary>Failures in a row, without a byte between them, after which a request is given up.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The pause after the first failure; each further one doubles it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, also where the server asks for a longer one: then the request is given up.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the server may stay silent.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The process's environment: <c>HF_ENDPOINT</c>; <c>HF_HUB_CACHE</c>, else <c>HUGGINGFACE_HUB_CACHE</c>, else <c>hub</c> in
    /// <c>HF_HOME</c> (<c>~/.cache/huggingface</c>); <c>HF_TOKEN</c>, else the file <c>HF_TOKEN_PATH</c>, else <c>token</c> in
    /// <c>HF_HOME</c>; <c>HF_HUB_OFFLINE</c>; <c>HF_HUB_DISABLE_SYMLINKS</c>.
    /// </summary>
    /// <exception cref="HubException">A value can't be used; names the variable.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static HubSettings From(Func<string, string?> variable)
    {
        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

        var user = Given("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Expand(string path) => Path.GetFullPath(path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? user + path[1..] : path);

        var home = Expand(Given("HF_HOME") ?? Path.Combine(Given("XDG_CACHE_HOME") ?? Path.Combine(user, ".cache"), "huggingface"));
        var tokenFile = Given("HF_TOKEN_PATH") is { } given ? Expand(given) : Path.Combine(home, "token");
        return new HubSettings
        {
            Endpoint = EndpointOf(Given("HF_ENDPOINT") ?? DefaultEndpoint),
            CacheFolder = Expand(Given("HF_HUB_CACHE") ?? Given("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub")),
            Token = HubToken.Of(Given("HF_TOKEN") ?? Given("HUGGING_FACE_HUB_TOKEN"), "HF_TOKEN") ?? TokenIn(tokenFile),
            Offline = IsTrue(Given("HF_HUB_OFFLINE") ?? Given("TRANSFORMERS_OFFLINE")),
            DisableSymlinks = IsTrue(Given("HF_HUB_DISABLE_SYMLINKS")),
        };
    }

    private static Uri EndpointOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0
            ? uri
            : throw new HubException("HF_ENDPOINT must be an address like https://huggingface.co, without a user or a query.");

    private static HubToken? TokenIn(string path)
    {
        try
        {
            return File.Exists(path) ? HubToken.Of(File.ReadAllText(path), path) : null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new HubException($"{path}, the file of the hub's token, can't be read: set HF_TOKEN, or HF_TOKEN_PATH to another file.", e);
        }
    }

    private static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
}
