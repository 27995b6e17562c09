using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>Decisions of the report's leading method by a property of the rows.</summary>
/// <param name="Name">The property, for people: year, or MeSH heading.</param>
/// <param name="Scores">Its values and their figures.</param>
public sealed record GroupTable(string Name, GroupScores Scores);
