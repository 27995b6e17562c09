using System.Text.Json.Serialization;
using MedQa.Model.Answers;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>
/// All that an evaluation found and how. Holds no time and no place: the same inputs give the same report. It holds the rows'
/// texts, so it goes where the data may go.
/// </summary>
public sealed record EvaluationReport
{
    /// <summary>The version of this layout that is written.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Version of this layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>MedQA's version and commit.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>The base model.</summary>
    public required NamedHash Model { get; init; }

    /// <summary>The adapter, or the first of several; null where only the base was evaluated.</summary>
    public required NamedHash? Adapter { get; init; }

    /// <summary>Further adapters, whose scores were averaged with the first's.</summary>
    public IReadOnlyList<NamedHash> FurtherAdapters { get; init; } = [];

    /// <summary>How each further adapter's questions were put and answers laid out; null where all were as in the settings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnswerFormat>? FurtherFormats { get; init; }

    /// <summary>The rows used.</summary>
    public required EvaluatedData Data { get; init; }

    /// <summary>SHA-256 over the ids of all prompts, those of the first adapter where there are several, lower-case hex.</summary>
    public required string PromptHash { get; init; }

    /// <summary>The chat template that laid the prompts out.</summary>
    public required string ChatTemplate { get; init; }

    /// <summary>Device and type that the model computed on and in.</summary>
    public required string Compute { get; init; }

    /// <summary>How it was done.</summary>
    public required EvaluationSettings Settings { get; init; }

    /// <summary>BERTScore's encoder, layer and way, in one line; null where it was not asked for.</summary>
    public string? BertScore { get; init; }

    /// <summary>Rows whose context lost words from its end to fit; of several adapters the one with the most.</summary>
    public required int ShortenedCount { get; init; }

    /// <summary>The base model's figures.</summary>
    public required ModelResult Baseline { get; init; }

    /// <summary>The figures of the base with the adapter.</summary>
    public required ModelResult? FineTuned { get; init; }

    /// <summary>The two compared, where there are two.</summary>
    public Comparison? Comparison { get; init; }

    /// <summary>Decisions by year and by MeSH heading, where the data knows them.</summary>
    public IReadOnlyList<GroupTable> Groups { get; init; } = [];

    /// <summary>The folds of a cross-validation; empty otherwise.</summary>
    public IReadOnlyList<FoldResult> Folds { get; init; } = [];

    /// <summary>Every row, in the data's order.</summary>
    public required IReadOnlyList<ReportedRow> Rows { get; init; }

    /// <summary>All adapters, the first first; empty where only the base was evaluated.</summary>
    internal IReadOnlyList<NamedHash> Adapters => Adapter is null ? [] : [Adapter, .. FurtherAdapters];

    /// <summary>All adapters' names, joined by " + "; null where only the base was evaluated.</summary>
    internal string? AdapterNames => Adapter is null ? null : string.Join(" + ", Adapters.Select(a => a.Name));

    /// <summary>What was evaluated, in one line for people.</summary>
    internal string Title => AdapterNames is { } adapters ? $"Evaluation of {Model.Name} with {adapters}" : $"Evaluation of {Model.Name}";
}
