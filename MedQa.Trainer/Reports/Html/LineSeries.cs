namespace MedQa.Trainer.Reports.Html;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Class">Its CSS classes, which give colour, dashes and marks.</param>
/// <param name="Values">One for each label, or null for a gap.</param>
internal sealed record LineSeries(string Name, string Class, IReadOnlyList<double?> Values);
