using System.ComponentModel.DataAnnotations;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Settings of <see cref="AdapterCatalog"/>, section <c>MedQa:Adapters</c>.</summary>
public sealed class AdapterCatalogOptions
{
    public const string Section = "MedQa:Adapters";

    /// <summary>Seconds between two looks at the store.</summary>
    [Range(1, 3600)]
    public int RefreshSeconds { get; set; } = 10;
}
