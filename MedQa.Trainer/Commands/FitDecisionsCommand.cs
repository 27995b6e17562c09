using System.CommandLine;
using System.Globalization;
using MedQa.Model.Adapters;
using MedQa.Trainer.Data;
using MedQa.Trainer.Decisions;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using Spectre.Console;
using TorchSharp;

namespace MedQa.Trainer.Commands;

/// <summary><c>fit-decisions</c>: offsets for the decisions of an adapter, or of a model alone, fitted on rows that it was not trained on.</summary>
public static class FitDecisionsCommand
{
    private const int PlainWidth = 160;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var models = new ModelOptions(modelRequired: false);
        var report = new Option<string[]>("--report") { Description = "A report.json whose fine-tuned scores are taken, in place of a model and data: that of cross-validate has each training row scored by an adapter that never saw it. May be given several times, the adapter's own first, for adapters that decide together (evaluate --ensemble): the scores of the same rows are averaged.", DefaultValueFactory = _ => [] };
        var data = new Option<string?>("--data", "-d") { Description = "PubMedQA's ori_pqal.json, the hub's .parquet, .jsonl, or a data set's name on the hub (OWNER/NAME[@REVISION][:FILE])." };
        var split = new Option<string?>("--split") { Description = "A split; its validation ids are the held-out rows. Without an adapter, --split and --ids all rows but the official test's are." };
        var ids = new Option<string?>("--ids") { Description = "A file of ids to take all of, in place of --split." };
        var allowTest = new Option<bool>("--allow-test") { Description = "Allow rows of the official test, and a report that is no cross-validation. A figure on such rows then says nothing." };
        var objective = new Option<DecisionObjective?>("--objective")
        {
            Description = "What to fit for: accuracy, macro-f1, both (their mean), prior (decide for each label as often as it is right) or likelihood. Without it, the table alone: choose by it.",
            CustomParser = result => Objective(result.Tokens[0].Value, result.AddError),
        };
        var folds = new Option<int>("--folds") { Description = "Folds of the estimates.", DefaultValueFactory = _ => CrossFitted.DefaultFolds };
        var seed = new Option<long>("--seed") { Description = "Seed of the folds and fits.", DefaultValueFactory = _ => 0 };
        var command = new Command("fit-decisions", "Fit offsets for the decisions of an adapter, or of a model alone, on held-out rows, and write them into its medqa.json.")
        {
            report, data, split, ids, allowTest, objective, folds, seed,
        };
        models.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var (adapter, reports) = (models.Adapter(parsed), parsed.GetValue(report)!);
            var wanted = parsed.GetValue(objective);
            var folder = wanted is null ? null : adapter ?? ModelFolder(parsed, reports);
            var scores = reports.Length > 0
                ? FromReports(parsed, adapter, reports)
                : await FromModelAsync(parsed, models, adapter, cancellationToken);
            Show(scores.Estimate(parsed.GetValue(seed), parsed.GetValue(folds), cancellationToken), parsed.GetValue(folds), scores);
            if (wanted is { } kept)
            {
                Write(folder!, scores.Fit(kept, parsed.GetValue(seed)), reports.Length);
            }
        }));
        return command;

        HeldOutScores FromReports(ParseResult parsed, string? adapter, IReadOnlyList<string> files) => models.HasModel(parsed) || parsed.GetValue(data) is not null
            ? throw new ArgumentException("--report brings the scores: leave --model and --data out.")
            : ReportedScores.Of([.. files.Select(f => (f, ReportReader.Read(f)))], adapter is null ? null : AdapterCard.Load(adapter), parsed.GetValue(allowTest));

        string ModelFolder(ParseResult parsed, IReadOnlyList<string> files) => files.Count > 0
            ? throw new ArgumentException("The scores of --report are an adapter's: name it with --adapter, which the offsets are kept with. Only the table does without.")
            : models.Folder(parsed) ?? throw new ArgumentException(
                "Offsets are kept in a medqa.json: name an --adapter, or for a model alone its own folder with --model, no file and no name on the hub. Only the table does without.");

        async Task<HeldOutScores> FromModelAsync(ParseResult parsed, ModelOptions models, string? adapter, CancellationToken cancellationToken)
        {
            if (!models.HasModel(parsed) || parsed.GetValue(data) is not { } name)
            {
                throw new ArgumentException("Give --model and --data to score held-out rows with, or --report with their scores.");
            }

            var file = await HubFiles.DataAsync(name, Console.Error.WriteLine, cancellationToken);
            var (part, list) = (parsed.GetValue(split), parsed.GetValue(ids));
            var rows = adapter is null && part is null && list is null
                ? await HeldOutRows.OutsideTestAsync(file, cancellationToken)
                : await HeldOutRows.LoadAsync(file, part, list, parsed.GetValue(allowTest), cancellationToken);
            Warn(rows, adapter is null ? null : await HeldOutRows.TrainedOnAsync(adapter, file, part, cancellationToken), adapter is null ? "model" : "adapter");

            using var model = await models.OpenAsync(parsed, cancellationToken);
            return models.FormatOf(parsed, model).IsLaidOutAs(model.Format)
                ? await ScoreAsync(model, rows, cancellationToken)
                : throw new ArgumentException("Offsets hold for the adapter's or model's own prompt and placement: leave --system-prompt and --placement out.");
        }
    }

    /// <summary>The objective of a name: macroF1, macro-f1.</summary>
    internal static DecisionObjective? Objective(string name, Action<string> onError)
    {
        var objective = ValueName.Find<DecisionObjective>(name);
        if (objective is null)
        {
            onError($"'{name}' is no objective; they are accuracy, macro-f1, both, prior and likelihood.");
        }

        return objective;
    }

    private static Task<HeldOutScores> ScoreAsync(LoadedModel model, IReadOnlyList<QaRow> rows, CancellationToken cancellationToken)
    {
        var settings = new EvaluationSettings
        {
            Format = model.Format with { DecisionOffsets = null },
            Methods = [DecisionMethod.Scored],
            BatchTokens = model.Checkpoint.Model.Device.type == DeviceType.CUDA ? EvaluationSettings.GpuBatchTokens : EvaluationSettings.CpuBatchTokens,
        };
        return EvaluationView.ShowAsync(async report => await HeldOutScores.OfAsync(
            model.ToEvaluate(), (await model.AdaptersToEvaluateAsync([], cancellationToken)).SingleOrDefault(), rows, settings, report, cancellationToken));
    }

    private static void Warn(IReadOnlyList<QaRow> rows, IReadOnlySet<string>? trained, string what)
    {
        if (trained is null)
        {
            Console.Error.WriteLine($"The {what}'s folder does not tell which rows it was trained on: make sure that none of these was.");
        }
        else if (rows.Count(r => trained.Contains(r.Id)) is > 0 and var count)
        {
            Console.Error.WriteLine($"Warning: the adapter was trained on {count} of the {rows.Count} rows. It is too sure of them, and offsets fitted on them don't hold for others.");
        }
    }

    private static void Show(IReadOnlyList<CrossFitted> estimates, int folds, HeldOutScores scores)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PlainWidth;
        }

        var table = new Table().Title(Markup.Escape($"{scores.Truths.Count} held-out rows, offsets fitted on {folds - 1} of {folds} folds and judged on the other"));
        foreach (var column in (string[])["Objective", "Accuracy", "Macro-F1", $"Decided {string.Join(" / ", scores.Format.Labels)}"])
        {
            table.AddColumn(column);
        }

        foreach (var estimate in estimates)
        {
            table.AddRow(
                estimate.Objective is { } objective ? NameOf(objective) : "no offsets",
                Percent(estimate.Scores.Accuracy),
                Percent(estimate.Scores.MacroF1),
                string.Join(" / ", estimate.Scores.Classes.Select(c => c.Predicted)));
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"The rows are {string.Join(" / ", scores.Format.Labels.Select(l => scores.Truths.Count(t => t == l)))}.");
    }

    private static void Write(string folder, DecisionOffsets offsets, int reports)
    {
        var card = AdapterCard.Load(folder);
        (card with { Answer = card.Answer with { DecisionOffsets = offsets.Values } }).Save(folder);
        Console.WriteLine($"Offsets {string.Join(", ", offsets.Labels.Zip(offsets.Values, (l, o) => string.Create(CultureInfo.InvariantCulture, $"{l} {o:+0.000;-0.000;0}")))} written to {Path.GetFullPath(Path.Combine(folder, AdapterCard.FileName))}");
        if (reports > 1)
        {
            Console.WriteLine($"They hold for the {reports} adapters together (evaluate --ensemble … --leading adjusted), not for this one alone.");
        }
    }

    private static string NameOf(DecisionObjective objective) => objective switch
    {
        DecisionObjective.Accuracy => "accuracy",
        DecisionObjective.MacroF1 => "macro-f1",
        DecisionObjective.Both => "both",
        DecisionObjective.Prior => "prior",
        _ => "likelihood",
    };

    private static string Percent(double part) => (100 * part).ToString("0.0", CultureInfo.InvariantCulture);
}
