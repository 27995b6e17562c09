using System.ComponentModel.DataAnnotations;

namespace MedQa.Inference.Configuration;

/// <summary>How adapters are kept in memory. Configuration section <c>MedQa:Adapters</c>.</summary>
internal sealed class AdapterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "MedQa:Adapters";

    /// <summary>Adapter versions kept loaded. Where more are asked for, the one unused for longest is dropped; one in use never is.</summary>
    [Range(1, 1000)]
    public int MaxLoaded { get; set; } = 8;
}
