namespace MedQa.ServiceDefaults.Adapters;

/// <summary>What a report says, in short. No health text.</summary>
/// <param name="Protocol">Which rows were used, for people; the report's id begins with it.</param>
/// <param name="Rows">How many.</param>
/// <param name="Figures">The headline figures.</param>
public sealed record ReportSummary(string Protocol, int Rows, IReadOnlyList<ReportFigure> Figures);
