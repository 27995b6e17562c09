namespace MedQa.Web.Runs;

/// <summary>A page of the list of adapters.</summary>
/// <param name="Adapters">The adapters, by name.</param>
/// <param name="Left">How many come after them.</param>
public sealed record RunPage(IReadOnlyList<AdapterRuns> Adapters, int Left);
