namespace MedQa.Trainer.Data;

/// <summary>What a data file holds, for a person to judge whether it is what it should be.</summary>
public sealed record DataSummary
{
    /// <summary>Rows without problems.</summary>
    public required int RowCount { get; init; }

    /// <summary>Rows for each decision; those without one under an empty text.</summary>
    public required IReadOnlyDictionary<string, int> Decisions { get; init; }

    /// <summary>Rows that bring no passage.</summary>
    public required int WithoutContextCount { get; init; }

    /// <summary>Rows whose year is not known.</summary>
    public required int WithoutYearCount { get; init; }

    /// <summary>Length of question and passages together.</summary>
    public required LengthSummary PromptLength { get; init; }

    /// <summary>Length of the long answer.</summary>
    public required LengthSummary AnswerLength { get; init; }

    /// <summary>Sums rows up.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="length">Measures a text, in tokens or words.</param>
    public static DataSummary Of(IReadOnlyList<QaRow> rows, Func<string, int> length)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new()
        {
            RowCount = rows.Count,
            Decisions = rows.GroupBy(r => r.Decision ?? "").ToDictionary(g => g.Key, g => g.Count()),
            WithoutContextCount = rows.Count(r => r.Contexts.Count == 0),
            WithoutYearCount = rows.Count(r => r.Year is null),
            PromptLength = LengthSummary.Of(rows.Select(r => length(string.Join(' ', r.Contexts.Prepend(r.Question))))),
            AnswerLength = LengthSummary.Of(rows.Select(r => length(r.LongAnswer))),
        };
    }
}
