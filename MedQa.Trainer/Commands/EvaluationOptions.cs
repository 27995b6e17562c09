using System.CommandLine;
using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Commands;

/// <summary>The options of <c>evaluate</c> that decide how it is done.</summary>
internal sealed class EvaluationOptions
{
    private readonly Option<string?> _methods = new("--methods") { Description = "Ways to decide, with commas between: scored, normalised, calibrated, adjusted (with the adapter's offsets; of an ensemble the first's, which must have been fitted for it and are left out unless adjusted is named), after-answer, constrained, generated; or all. By itself all that the format allows but after-answer." };
    private readonly Option<string?> _leading = new("--leading") { Description = "The way to decide that tests, groups and the leaderboard go by: adjusted where the adapter brings offsets, else scored." };
    private readonly Option<bool> _noGenerate = new("--no-generate") { Description = "Only score: generate no answers." };
    private readonly Option<bool> _questionOnly = new("--question-only") { Description = "Leave the contexts out (PubMedQA's question-only setting)." };
    private readonly Option<int> _shots = new("--shots") { Description = "Examples to show before each question, with their answers.", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _shotsFrom = new("--shots-from") { Description = "A data file to take examples from, in place of the data's rows that are not evaluated." };
    private readonly Option<long> _shotsSeed = new("--shots-seed") { Description = "Seed of their choice.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _maxTokens = new("--max-tokens") { Description = "Most tokens of an answer.", DefaultValueFactory = _ => 110 };
    private readonly Option<int?> _batchTokens = new("--batch-tokens") { Description = "Most tokens computed at once: 8192 on the CPU, 32768 on a GPU by itself." };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the bootstrap.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _resamples = new("--resamples") { Description = "Draws of the bootstrap.", DefaultValueFactory = _ => Metrics.Bootstrap.DefaultResamples };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_methods, _leading, _noGenerate, _questionOnly, _shots, _shotsFrom, _shotsSeed, _maxTokens, _batchTokens, _seed, _resamples])
        {
            command.Add(option);
        }
    }

    /// <summary>Adds those that make sense where the rows are given and no examples are shown.</summary>
    public void AddToFolds(Command command)
    {
        foreach (var option in (Option[])[_methods, _leading, _noGenerate, _maxTokens, _batchTokens, _resamples])
        {
            command.Add(option);
        }
    }

    /// <summary>Most tokens of an answer.</summary>
    public int MaxTokens(ParseResult parsed) => parsed.GetValue(_maxTokens);

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Draws of the bootstrap.</summary>
    public int Resamples(ParseResult parsed) => parsed.GetValue(_resamples);

    /// <summary>The rows that examples are taken from.</summary>
    public async Task<IReadOnlyList<QaRow>> ShotRowsAsync(ParseResult parsed, EvaluationRows rows, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_shotsFrom) is not { } file)
        {
            return rows.Others;
        }

        var evaluated = rows.Data.Ids.ToHashSet(StringComparer.Ordinal);
        return [.. (await QaFile.LoadAsync(await HubFiles.DataAsync(file, Console.Error.WriteLine, cancellationToken), cancellationToken)).Where(r => !evaluated.Contains(r.Id))];
    }

    /// <summary>How the evaluation is to be done.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="format">How questions are put and answers are laid out.</param>
    /// <param name="onGpu">Whether the model computes on a GPU.</param>
    /// <param name="shotRows">The rows that examples are taken from.</param>
    /// <param name="further">How each further adapter of an ensemble puts questions and lays answers out; null for none.</param>
    /// <exception cref="ArgumentException">A value can't be used; names the option.</exception>
    public EvaluationSettings Settings(ParseResult parsed, AnswerFormat format, bool onGpu, IReadOnlyList<QaRow> shotRows, IReadOnlyList<AnswerFormat>? further = null)
    {
        // Offsets were fitted for scores with the context and without examples, and of one adapter unless whoever fitted them for several says so.
        if ((further is { Count: > 0 } && !AsksForAdjusted(parsed)) || parsed.GetValue(_questionOnly) || parsed.GetValue(_shots) > 0)
        {
            format = format with { DecisionOffsets = null };
        }

        var methods = Methods(parsed, format, further ?? []);
        var settings = new EvaluationSettings
        {
            Format = format,
            Methods = methods,
            Leading = parsed.GetValue(_leading) is { } leading ? Method(leading) : new[] { DecisionMethod.Adjusted, DecisionMethod.Scored, methods[0] }.First(methods.Contains),
            WithContext = !parsed.GetValue(_questionOnly),
            Shots = ShotChoice.Of(shotRows, format.Labels, parsed.GetValue(_shots), parsed.GetValue(_shotsSeed)),
            MaxTokens = parsed.GetValue(_maxTokens),
            BatchTokens = parsed.GetValue(_batchTokens) ?? (onGpu ? EvaluationSettings.GpuBatchTokens : EvaluationSettings.CpuBatchTokens),
            Seed = parsed.GetValue(_seed),
            Resamples = parsed.GetValue(_resamples),
        };
        settings.Validate();
        return settings;
    }

    private DecisionMethod[] Methods(ParseResult parsed, AnswerFormat format, IReadOnlyList<AnswerFormat> further)
    {
        DecisionMethod[] possible = [.. Enum.GetValues<DecisionMethod>().Where(m => m switch
        {
            DecisionMethod.Adjusted => format.DecisionOffsets is not null,
            DecisionMethod.AfterAnswer => further.Append(format).All(f => f.Placement == DecisionPlacement.Last),
            _ => true,
        })];
        var asked = parsed.GetValue(_methods) switch
        {
            null => possible.Where(m => m != DecisionMethod.AfterAnswer),
            "all" => possible,
            var names => Named(names),
        };
        DecisionMethod[] methods = [.. asked.Where(m => !parsed.GetValue(_noGenerate) || m < DecisionMethod.AfterAnswer).Distinct().Order()];
        return methods.Length > 0 ? methods : throw new ArgumentException("methods: none is left; name some that need no generation, or leave --no-generate out.");
    }

    private bool AsksForAdjusted(ParseResult parsed) =>
        Named(parsed.GetValue(_leading) ?? "").Contains(DecisionMethod.Adjusted)
        || (parsed.GetValue(_methods) is { } names and not "all" && Named(names).Contains(DecisionMethod.Adjusted));

    private static IEnumerable<DecisionMethod> Named(string methods) =>
        methods.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Method);

    private static DecisionMethod Method(string name) =>
        ValueName.Find<DecisionMethod>(name)
        ?? throw new ArgumentException($"methods: '{name}' is none; they are scored, normalised, calibrated, adjusted, after-answer, constrained and generated.");
}
