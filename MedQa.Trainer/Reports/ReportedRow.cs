using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>A row with all that was made of it.</summary>
public sealed record ReportedRow
{
    public required string Id { get; init; }

    public required string Question { get; init; }

    /// <summary>The passages as the data has them; a prompt may have lost words from their end.</summary>
    public required IReadOnlyList<string> Contexts { get; init; }

    /// <summary>The authors' long answer.</summary>
    public required string Reference { get; init; }

    /// <summary>The authors' decision.</summary>
    public required string Truth { get; init; }

    public int? Year { get; init; }

    /// <summary>Its Medical Subject Headings.</summary>
    public IReadOnlyList<string> MeshHeadings { get; init; } = [];

    public required RowPrediction Baseline { get; init; }

    public RowPrediction? FineTuned { get; init; }
}
