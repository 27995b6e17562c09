using System.ComponentModel.DataAnnotations;

namespace MedQa.Inference.Configuration;

/// <summary>How adapters are kept in memory, and which one the store is offered. Configuration section <c>MedQa:Adapters</c>.</summary>
internal sealed class AdapterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "MedQa:Adapters";

    /// <summary>Adapter versions kept loaded. Where more are asked for, the one unused for longest is dropped; one in use never is.</summary>
    [Range(1, 1000)]
    public int MaxLoaded { get; set; } = 8;

    /// <summary>
    /// Folder of an adapter that the store is offered once, under the folder's name, while the model that it was made for is served. Empty:
    /// none. A relative path is looked for in the content root and in each folder above it.
    /// </summary>
    public string Bundled { get; set; } = "";
}
