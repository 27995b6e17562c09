using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Grounded;

/// <summary>
/// All that an evaluation of answers from a library found and how, without the questions' texts. Only <see cref="Timing"/> differs
/// between two runs of the same inputs on the same machine.
/// </summary>
public sealed record GroundedReport
{
    /// <summary>The version of this layout that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of this layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>MedQA's version and commit.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>The base model.</summary>
    public required NamedHash Model { get; init; }

    /// <summary>The adapter; null where the base answered alone.</summary>
    public required NamedHash? Adapter { get; init; }

    /// <summary>Device and type that the model computed on and in.</summary>
    public required string Compute { get; init; }

    /// <summary>The library: its name, and SHA-256 over its documents' names and hashes.</summary>
    public required NamedHash Library { get; init; }

    /// <summary>How many documents it holds.</summary>
    public required int Documents { get; init; }

    /// <summary>The encoder that searched by meaning; null where words alone were searched.</summary>
    public required string? Encoder { get; init; }

    /// <summary>SHA-256 over the relevance model's weights, lower-case hex.</summary>
    public required string RelevanceHash { get; init; }

    /// <summary>The questions' file.</summary>
    public required NamedHash Questions { get; init; }

    /// <summary>How it was done.</summary>
    public required GroundedSettings Settings { get; init; }

    /// <summary>The figures.</summary>
    public IReadOnlyList<GroundedFigure> Figures { get; init; } = [];

    /// <summary>The outcomes of each group of questions.</summary>
    public IReadOnlyList<GroundedGroup> Groups { get; init; } = [];

    /// <summary>How fast it was; null before anything was asked.</summary>
    public GroundedTiming? Timing { get; init; }
}
