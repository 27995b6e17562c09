using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MedQa.Hub.Testing;

/// <summary>
/// A server that answers as huggingface.co does: listings with hashes, small files itself, large ones through a redirect to
/// another host that honours ranges. Tests make it misbehave with <see cref="Interfere"/> and <see cref="Send"/>.
/// </summary>
public sealed class FakeHub : IAsyncDisposable
{
    /// <summary>The token that opens gated and private repositories.</summary>
    public const string Token = "hf_ThisTokenIsSecret";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly Dictionary<string, FakeRepository> _repositories = new(StringComparer.Ordinal);

    private FakeHub(WebApplication app) => _app = app;

    /// <summary>The hub's address.</summary>
    public Uri Endpoint => new($"http://localhost:{new Uri(_app.Urls.First()).Port}");

    /// <summary>The address of the host that large files are on.</summary>
    public Uri Cdn => new($"http://127.0.0.1:{new Uri(_app.Urls.Last()).Port}");

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>Called first with each request; true where it has answered.</summary>
    public Func<HttpContext, FakeRequest, Task<bool>>? Interfere { get; set; }

    /// <summary>Sends a file's content from an offset on, in place of sending it.</summary>
    public Func<HttpContext, FakeRequest, FakeFile, long, Task>? Send { get; set; }

    /// <summary>Answers every request for a file whole, as if ranges were unknown.</summary>
    public bool IgnoresRanges { get; set; }

    /// <summary>The tag that the other host gives a file; by itself the first digits of its hash.</summary>
    public Func<FakeFile, string> TagOf { get; set; } = file => $"\"{file.Hash[..16]}\"";

    /// <summary>Starts on two free ports.</summary>
    public static async Task<FakeHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, Http1);
        });
        var hub = new FakeHub(builder.Build());
        hub._app.Run(hub.AnswerAsync);
        await hub._app.StartAsync();
        return hub;

        static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
    }

    /// <summary>Adds a model.</summary>
    public FakeRepository AddModel(string id) => _repositories[id] = new FakeRepository();

    /// <summary>Adds a data set.</summary>
    public FakeRepository AddDataset(string id) => _repositories[$"datasets/{id}"] = new FakeRepository();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = Describe(context);
        _requests.Enqueue(request);
        if (Interfere is { } interfere && await interfere(context, request))
        {
            return;
        }

        if (!request.IsEndpoint)
        {
            await AnswerFromCdnAsync(context, request);
            return;
        }

        var path = context.Request.Path.Value!.TrimStart('/');
        var isListing = path.StartsWith("api/", StringComparison.Ordinal);
        path = isListing ? path[4..].Replace("models/", "", StringComparison.Ordinal) : path;
        var key = _repositories.Keys.FirstOrDefault(k => path.StartsWith($"{k}/", StringComparison.Ordinal));
        var authorized = context.Request.Headers.Authorization == $"Bearer {Token}";
        if (key is null || (_repositories[key].IsPrivate && !authorized))
        {
            Refuse(context, StatusCodes.Status401Unauthorized, "RepoNotFound");
            return;
        }

        var (repository, rest) = (_repositories[key], path[(key.Length + 1)..].Split('/', 2));
        if (isListing)
        {
            await ListAsync(context, repository, key, rest[0], rest[1]);
        }
        else if (repository.IsGated && !authorized)
        {
            Refuse(context, context.Request.Headers.Authorization.Count > 0 ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized, "GatedRepo");
        }
        else
        {
            await ResolveAsync(context, request, repository, rest[1]);
        }
    }

    private FakeRequest Describe(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var resolved = path.IndexOf("/resolve/", StringComparison.Ordinal);
        var range = context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From;
        return new FakeRequest(
            context.Request.Method,
            context.Connection.LocalPort == Endpoint.Port,
            path + context.Request.QueryString,
            resolved >= 0 ? path[(resolved + "/resolve/".Length)..].Split('/', 2)[1] : path.StartsWith("/lfs/", StringComparison.Ordinal) ? path.Split('/', 4)[3] : null,
            range,
            context.Request.Headers.IfRange.FirstOrDefault(),
            context.Request.Headers.Authorization.FirstOrDefault());
    }

    private static async Task ListAsync(HttpContext context, FakeRepository repository, string key, string what, string revision)
    {
        if (revision != repository.Commit && !repository.Refs.Contains(Uri.UnescapeDataString(revision)))
        {
            Refuse(context, StatusCodes.Status404NotFound, "RevisionNotFound");
            return;
        }

        object answer = what == "tree"
            ? repository.Files.Select(f => new
            {
                type = "file",
                oid = f.Value.Hash,
                size = f.Value.Content.LongLength,
                path = f.Key,
                lfs = f.Value.IsLarge ? new { oid = f.Value.Hash, size = f.Value.Content.LongLength, pointerSize = 133 } : null,
            })
            : new
            {
                id = key,
                sha = repository.Commit,
                siblings = repository.Files.Select(f => new
                {
                    rfilename = f.Key,
                    size = f.Value.Content.LongLength,
                    blobId = f.Value.IsLarge ? new string('0', 40) : f.Value.Hash,
                    lfs = f.Value.IsLarge ? new { sha256 = f.Value.Hash, size = f.Value.Content.LongLength, pointerSize = 133 } : null,
                }),
            };
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer, Json));
    }

    private static JsonSerializerOptions Json { get; } = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private async Task ResolveAsync(HttpContext context, FakeRequest request, FakeRepository repository, string rest)
    {
        var name = rest.Split('/', 2)[1];
        context.Response.Headers["X-Repo-Commit"] = repository.Commit;
        if (!repository.Files.TryGetValue(name, out var file))
        {
            Refuse(context, StatusCodes.Status404NotFound, "EntryNotFound");
        }
        else if (file.IsLarge)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{file.Hash}\"";
            context.Response.Headers["X-Linked-Size"] = file.Content.Length.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers.Location = $"{Cdn}lfs/{file.Hash}/{name}?signature=secret";
            context.Response.StatusCode = StatusCodes.Status302Found;
        }
        else
        {
            await SendFileAsync(context, request, file, $"\"{file.Hash}\"");
        }
    }

    private async Task AnswerFromCdnAsync(HttpContext context, FakeRequest request)
    {
        var hash = context.Request.Path.Value!.Split('/')[2];
        var file = _repositories.Values.SelectMany(r => r.Files.Values).First(f => f.Hash == hash);
        await SendFileAsync(context, request, file, TagOf(file));
    }

    private async Task SendFileAsync(HttpContext context, FakeRequest request, FakeFile file, string tag)
    {
        context.Response.Headers.ETag = tag;
        var from = IgnoresRanges || (request.IfRange is { } condition && condition != tag) ? 0 : request.RangeStart ?? 0;
        if (from > 0 && from >= file.Content.Length)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{file.Content.Length - 1}/{file.Content.Length}";
        }

        context.Response.ContentLength = file.Content.Length - from;
        if (request.Method == "HEAD")
        {
            return;
        }

        await (Send is { } send ? send(context, request, file, from) : context.Response.Body.WriteAsync(file.Content.AsMemory((int)from)).AsTask());
    }

    private static void Refuse(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["X-Error-Code"] = code;
    }
}
