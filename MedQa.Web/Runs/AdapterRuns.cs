namespace MedQa.Web.Runs;

/// <summary>An adapter's newest versions.</summary>
/// <param name="Name">The adapter's name.</param>
/// <param name="Runs">The versions, newest first.</param>
/// <param name="Older">How many older versions there are.</param>
public sealed record AdapterRuns(string Name, IReadOnlyList<Run> Runs, int Older);
