using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Web.Runs;

/// <summary>A published version of an adapter: what a training run made.</summary>
/// <param name="Version">The version.</param>
/// <param name="IsCurrent">Whether it is served where none is asked for.</param>
/// <param name="Reports">Its reports, or null where they can't be read.</param>
public sealed record Run(AdapterManifest Version, bool IsCurrent, IReadOnlyList<AdapterReport>? Reports);
