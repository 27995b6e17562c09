using System.ComponentModel.DataAnnotations;

namespace MedQa.Inference.Configuration;

/// <summary>The library that answers can be grounded in. Configuration section <c>MedQa:Library</c>.</summary>
internal sealed class LibraryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "MedQa:Library";

    /// <summary>
    /// Where the documents lie: a folder, or the address of a blob container that the service's identity may read
    /// (<c>https://ACCOUNT.blob.core.windows.net/CONTAINER</c>). Empty: in the container of <c>ConnectionStrings:library</c>, and where
    /// that is not set either there is no library. A relative folder starts at the content root.
    /// </summary>
    public string Source { get; set; } = "";

    /// <summary>
    /// The index's file, which is made where there is none, or the connection string of a PostgreSQL database
    /// (<c>Host=…;Database=…;Username=…;Password=…</c>), whose schema <c>medqa_library</c> is. Empty: <c>library/index.db</c> in the folder of
    /// <c>MedQa:DataFolder</c>.
    /// </summary>
    public string Index { get; set; } = "";

    /// <summary>
    /// A folder in Hugging Face's layout with a BERT or RoBERTa encoder, or its name on the hub, such as
    /// <c>sentence-transformers/all-MiniLM-L6-v2</c>, to search by meaning too. Empty: by words alone.
    /// </summary>
    public string Encoder { get; set; } = "";

    /// <summary>Words of passages that a prompt holds, at most. Unset: what the model's <c>medqa.json</c> says, else <see cref="DefaultContextWords"/>.</summary>
    [Range(20, 100_000)]
    public int? ContextWords { get; set; }

    /// <summary>
    /// From which relevance on passages are read for a required answer. Unset: what the model's <c>medqa.json</c> says, else the threshold that
    /// relevance was fitted with.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? RelevanceThreshold { get; set; }

    /// <summary>Seconds between two looks at the documents.</summary>
    [Range(0.1, 86_400)]
    public double RefreshSeconds { get; set; } = 15;

    /// <summary>Words of passages for a model that says nothing.</summary>
    public const int DefaultContextWords = 600;
}
