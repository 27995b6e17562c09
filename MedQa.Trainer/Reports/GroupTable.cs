namespace MedQa.Trainer.Reports;

/// <summary>Decisions by a property of the rows.</summary>
/// <param name="Name">The property: year, or MeSH heading.</param>
/// <param name="Groups">Its values, in order.</param>
/// <param name="LeftOut">Values with too few rows to say anything.</param>
/// <param name="FewestRows">The fewest rows of a value that is shown.</param>
public sealed record GroupTable(string Name, IReadOnlyList<GroupResult> Groups, int LeftOut, int FewestRows);
