namespace MedQa.Local;

/// <summary>What the command line asks for.</summary>
internal sealed record LocalOptions
{
    /// <summary>The port of the page where none is asked for.</summary>
    public const int DefaultPort = 5080;

    /// <summary>A folder in Hugging Face's layout, a .gguf file or a name on the hub; null takes the bundled model.</summary>
    public string? Model { get; init; }

    /// <summary>Port of the page; null takes <see cref="DefaultPort"/>, or a free one where that is in use.</summary>
    public int? Port { get; init; }

    /// <summary>Folder for adapters and training runs; null takes <c>run</c> in the repository.</summary>
    public string? Data { get; init; }

    /// <summary>Folder of the documents that answers can come from; null takes the clone's starter library.</summary>
    public string? Library { get; init; }

    /// <summary>Whether there is a library at all.</summary>
    public bool HasLibrary { get; init; } = true;

    /// <summary>Device of the model: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Longest wait until every service is healthy.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the services are built first.</summary>
    public bool Build { get; init; } = true;
}
