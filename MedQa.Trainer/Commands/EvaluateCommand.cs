using System.CommandLine;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;
using Spectre.Console;
using TorchSharp;

namespace MedQa.Trainer.Commands;

/// <summary><c>evaluate</c>: a base model, and the same with an adapter, on the same rows.</summary>
public static class EvaluateCommand
{
    private const int PlainWidth = 160;
    private const string JournalFileName = "progress.jsonl";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var models = new ModelOptions();
        var how = new EvaluationOptions();
        var data = new Option<string>("--data", "-d") { Description = "PubMedQA's ori_pqal.json, the hub's .parquet, .jsonl, or a data set's name on the hub (OWNER/NAME[@REVISION][:FILE]).", Required = true };
        var testIds = new Option<string?>("--test-ids") { Description = "File of test ids (test_ground_truth.json, or a split with a test part), in place of --split." };
        var split = new Option<string>("--split") { Description = "official (test_ground_truth.json beside the data), recipe (split_900_100.json beside it) or all.", DefaultValueFactory = _ => "official" };
        var limit = new Option<int?>("--limit") { Description = "Only the first rows, so many." };
        var ensemble = new Option<string[]>("--ensemble") { Description = "Folder of a further adapter whose scores are averaged with the first's; may be given several times.", DefaultValueFactory = _ => [] };
        var bertScore = new Option<string?>("--bertscore") { Description = "A BERT or RoBERTa encoder to compare long answers with: a folder in Hugging Face's layout, or its name on the hub." };
        var bertScoreLayer = new Option<int?>("--bertscore-layer") { Description = "The encoder's layer; by itself the one that bert_score takes for it." };
        var bertScoreIdf = new Option<bool>("--bertscore-idf") { Description = "Weigh tokens by how rare they are in the authors' answers." };
        var output = new Option<string>("--out", "-o") { Description = "Folder for report.json, report.html, report.md and leaderboard.md.", DefaultValueFactory = _ => "evaluation" };
        var predictions = new Option<string?>("--predictions") { Description = "File for each row's decisions, log-probabilities and answers, as JSON lines." };
        var command = new Command("evaluate", "Compare a base model, and the same with an adapter, with the authors' decisions and answers.")
        {
            data, testIds, split, limit, ensemble, bertScore, bertScoreLayer, bertScoreIdf, output, predictions,
        };
        models.AddTo(command);
        how.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var file = await HubFiles.DataAsync(parsed.GetRequiredValue(data), Console.Error.WriteLine, cancellationToken);
            var rows = await EvaluationRows.LoadAsync(
                file, parsed.GetValue(split)!, parsed.GetValue(testIds), parsed.GetValue(limit), cancellationToken);
            using var model = await models.OpenAsync(parsed, cancellationToken);
            var adapters = await model.AdaptersToEvaluateAsync(parsed.GetValue(ensemble)!, cancellationToken);
            var shots = await how.ShotRowsAsync(parsed, rows, cancellationToken);
            var settings = how.Settings(parsed, models.FormatOf(parsed, model), model.Checkpoint.Model.Device.type == DeviceType.CUDA, shots);
            using var scorer = parsed.GetValue(bertScore) is { } encoder
                ? await BertScorer.OpenAsync(encoder, parsed.GetValue(bertScoreLayer), model.Checkpoint.Model.Device, Console.Error.WriteLine, cancellationToken)
                : null;
            var journal = Path.Combine(parsed.GetValue(output)!, JournalFileName);
            var report = await EvaluationView.ShowAsync(progress => Evaluator.RunAsync(
                model.ToEvaluate(),
                adapters,
                rows.Rows,
                rows.Data,
                settings,
                new() { Shots = shots, BertScore = scorer, BertScoreIdf = parsed.GetValue(bertScoreIdf), Journal = journal, Report = progress },
                cancellationToken));
            await WriteAsync(report, parsed.GetValue(output)!, parsed.GetValue(predictions), cancellationToken);
            File.Delete(journal);
        }));
        return command;
    }

    private static async Task WriteAsync(EvaluationReport report, string folder, string? predictions, CancellationToken cancellationToken)
    {
        PrintTable(report);
        await ReportFolder.WriteAsync(report, folder, cancellationToken);
        Console.WriteLine($"Written to {Path.GetFullPath(folder)}");
        if (predictions is not null)
        {
            await File.WriteAllTextAsync(predictions, ReportWriter.ToJsonLines(report), cancellationToken);
        }
    }

    /// <summary>The report's table.</summary>
    internal static void PrintTable(EvaluationReport report)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PlainWidth;
        }

        var table = new Table().Title(Markup.Escape($"{report.Model.Name}, {report.Data.Ids.Count} rows ({report.Data.Protocol}), percent [95% interval]"));
        foreach (var column in (string[])["Metric", "Baseline", "Fine-tuned", "Improvement"])
        {
            table.AddColumn(column);
        }

        foreach (var row in ReportRow.Of(report))
        {
            table.AddRow(Markup.Escape(row.Metric), Markup.Escape(row.Baseline), Markup.Escape(row.FineTuned), Markup.Escape(row.Improvement));
        }

        AnsiConsole.Write(table);
        if (report.ShortenedCount > 0)
        {
            Console.WriteLine($"{report.ShortenedCount} contexts lost words from their end to fit into the model.");
        }
    }
}
