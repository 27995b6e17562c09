namespace MedQa.Model.Hub;

/// <summary>
/// Turns what a user names as a model or as data into a path on this machine. What is there as a file or folder is taken as it
/// is; else a name that follows the hub's rule (<see cref="HubReference"/>) is looked up in the hub's cache and downloaded.
/// </summary>
/// <remarks>Thread-safe; one for a process is enough.</remarks>
/// <param name="settings">Where the hub and its cache are.</param>
/// <param name="observer">Is told of downloads, or null.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class HubResolver(HubSettings settings, IHubObserver? observer = null, TimeProvider? time = null) : IDisposable
{
    private const string ModelForms = "a folder in Hugging Face's layout, a .gguf file, a model's name on the hub (OWNER/NAME), or one of its files (OWNER/NAME:FILE.gguf)";
    private const string EncoderForms = "a folder in Hugging Face's layout or a model's name on the hub (OWNER/NAME)";
    private const string DataForms = "a file, a data set's name on the hub (OWNER/NAME), or one of its files (OWNER/NAME:PATH)";

    /// <summary>Which file is meant where a data set's repository holds several.</summary>
    private static readonly Dictionary<string, string> UsualFiles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["qiaojin/PubMedQA"] = "pqa_labeled/train-00000-of-00001.parquet",
    };

    private readonly HubSnapshots _snapshots = new(settings, observer, time ?? TimeProvider.System);

    /// <summary>The folder or .gguf file of a model.</summary>
    /// <exception cref="FileNotFoundException">It is neither there nor a name on the hub.</exception>
    /// <exception cref="HubException">The hub or its cache can't give it.</exception>
    public async Task<string> ModelAsync(string model, CancellationToken cancellationToken = default)
    {
        if (Path.Exists(model))
        {
            return Path.GetFullPath(model);
        }

        var reference = Parse(model, ModelForms);
        var repository = new HubRepository(IsDataset: false, reference.Id);
        if (reference.File is null)
        {
            return (await GetAsync(repository, reference, new CheckpointFiles(), model, cancellationToken)).Folder;
        }

        if (!reference.File.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            throw new HubException($"{model}: only a .gguf file is a model by itself; without the file's name the whole model is taken.");
        }

        return await OneFileAsync(repository, reference, reference.File, model, cancellationToken);
    }

    /// <summary>The folder of a BERT or RoBERTa encoder.</summary>
    /// <exception cref="FileNotFoundException">It is neither there nor a name on the hub.</exception>
    /// <exception cref="HubException">The hub or its cache can't give it.</exception>
    public async Task<string> EncoderAsync(string encoder, CancellationToken cancellationToken = default)
    {
        if (Path.Exists(encoder))
        {
            return Path.GetFullPath(encoder);
        }

        var reference = Parse(encoder, EncoderForms);
        return reference.File is null
            ? (await GetAsync(new HubRepository(IsDataset: false, reference.Id), reference, new EncoderFiles(), encoder, cancellationToken)).Folder
            : throw new HubException($"{encoder}: an encoder is a whole folder; leave the file's name out.");
    }

    /// <summary>The path of a data file.</summary>
    /// <exception cref="FileNotFoundException">It is neither there nor a name on the hub.</exception>
    /// <exception cref="HubException">The hub or its cache can't give it.</exception>
    public async Task<string> DataAsync(string data, CancellationToken cancellationToken = default)
    {
        if (Path.Exists(data))
        {
            return Path.GetFullPath(data);
        }

        var reference = Parse(data, DataForms);
        var repository = new HubRepository(IsDataset: true, reference.Id);
        if ((reference.File ?? UsualFiles.GetValueOrDefault(reference.Id)) is { } file)
        {
            return await OneFileAsync(repository, reference, file, data, cancellationToken);
        }

        var (folder, files) = await GetAsync(repository, reference, new DataFile(), data, cancellationToken);
        return InFolder(folder, files[0]);
    }

    public void Dispose() => _snapshots.Dispose();

    private async Task<string> OneFileAsync(HubRepository repository, HubReference reference, string file, string asked, CancellationToken cancellationToken) =>
        InFolder((await GetAsync(repository, reference, new OneFile(file), asked, cancellationToken)).Folder, file);

    private async Task<(string Folder, IReadOnlyList<string> Files)> GetAsync(
        HubRepository repository, HubReference reference, IHubSelection selection, string asked, CancellationToken cancellationToken)
    {
        try
        {
            return await _snapshots.GetAsync(repository, reference.Revision, selection, cancellationToken);
        }
        catch (HubException e) when (e is not HubUnreachableException)
        {
            throw new HubException($"{e.Message} (There is nothing at {Path.GetFullPath(asked)} either.)", e);
        }
    }

    private static HubReference Parse(string text, string forms) => HubReference.TryParse(text, out var reference)
        ? reference
        : throw new FileNotFoundException($"There is nothing at {Path.GetFullPath(text)}. Expected {forms}.", text);

    private static string InFolder(string folder, string name) => Path.Combine(folder, Path.Combine(name.Split('/')));
}
