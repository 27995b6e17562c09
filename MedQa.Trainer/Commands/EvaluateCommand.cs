using System.CommandLine;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using Spectre.Console;
using TorchSharp;

namespace MedQa.Trainer.Commands;

/// <summary><c>evaluate</c>: a base model, and the same with an adapter, on the same rows; with <c>--grounded</c> answers from a library.</summary>
public static class EvaluateCommand
{
    private const int PlainWidth = 160;

    private static readonly Option<bool> _grounded = new("--grounded") { Description = "Ask a library (--library) questions (--questions), in place of --data: what is found, how much of the answers passages support, and what is rightly and wrongly declined." };
    private static readonly Option<string?> _data = new("--data", "-d") { Description = "PubMedQA's ori_pqal.json, the hub's .parquet, .jsonl, or a data set's name on the hub (OWNER/NAME[@REVISION][:FILE])." };
    private static readonly Option<string?> _testIds = new("--test-ids") { Description = "File of test ids (test_ground_truth.json, or a split with a test part), in place of --split." };
    private static readonly Option<string> _split = new("--split") { Description = "official (test_ground_truth.json beside the data), recipe (split_900_100.json beside it) or all.", DefaultValueFactory = _ => "official" };
    private static readonly Option<int?> _limit = new("--limit") { Description = "Only the first rows, so many." };
    private static readonly Option<string[]> _ensemble = new("--ensemble") { Description = "Folder of a further adapter whose scores are averaged with the first's, each with its own prompt and placement; may be given several times. The first writes the answers.", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> _server = new("--server") { Description = "Address of a running inference service to ask in place of a model of its own; --adapter is then NAME or NAME@VERSION in its store." };
    private static readonly Option<string> _output = new("--out", "-o") { Description = "Folder for report.json, report.html, report.md and leaderboard.md. It also keeps what was found until then, so that an evaluation that was killed goes on.", DefaultValueFactory = _ => "evaluation" };
    private static readonly Option<string?> _predictions = new("--predictions") { Description = "File for each row's decisions, log-probabilities and answers, as JSON lines." };

    private static readonly BertScoreOptions _bertScore = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var models = new ModelOptions(modelRequired: false);
        var how = new EvaluationOptions();
        var publish = new PublishReportOptions();
        var grounded = new GroundedOptions();
        var command = new Command("evaluate", "Compare a base model, and the same with an adapter, with the authors' decisions and answers.")
        {
            _grounded, _data, _testIds, _split, _limit, _ensemble, _server, _output, _predictions,
        };
        models.AddTo(command);
        how.AddTo(command);
        _bertScore.AddTo(command);
        publish.AddTo(command);
        grounded.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            if (parsed.GetValue(_grounded))
            {
                RequireGrounded(parsed);
                await GroundedEvaluation.RunAsync(parsed, grounded, models, how, parsed.GetValue(_output)!, cancellationToken);
                return;
            }

            grounded.RequireNone(parsed);
            var data = parsed.GetValue(_data) ?? throw new ArgumentException("Name the rows with --data, or a library and questions with --grounded.");
            var file = await HubFiles.DataAsync(data, Console.Error.WriteLine, cancellationToken);
            var rows = await EvaluationRows.LoadAsync(
                file, parsed.GetValue(_split)!, parsed.GetValue(_testIds), parsed.GetValue(_limit), cancellationToken);
            var target = await publish.FindAsync(parsed, cancellationToken);
            var journal = Path.Combine(parsed.GetValue(_output)!, PredictionJournal.FileName);
            var extras = new EvaluationExtras
            {
                Shots = await how.ShotRowsAsync(parsed, rows, cancellationToken),
                BertScoreIdf = _bertScore.Idf(parsed),
                Journal = journal,
            };
            var report = parsed.GetValue(_server) is { } address
                ? await ServedAsync(parsed, models, how, address, rows, extras, cancellationToken)
                : await LocalAsync(parsed, models, how, rows, extras, cancellationToken);
            await WriteAsync(report, parsed.GetValue(_output)!, parsed.GetValue(_predictions), cancellationToken);
            File.Delete(journal);
            await PublishReportOptions.AttachAsync(target, report, cancellationToken);
        }));
        return command;
    }

    private static void RequireGrounded(ParseResult parsed)
    {
        foreach (var option in (Option[])[_data, _testIds, _split, _limit, _ensemble, _server, _predictions])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new ArgumentException($"{option.Name} does not go with --grounded.");
            }
        }
    }

    private static async Task<EvaluationReport> LocalAsync(
        ParseResult parsed, ModelOptions models, EvaluationOptions how, EvaluationRows rows, EvaluationExtras extras, CancellationToken cancellationToken)
    {
        using var model = await models.OpenAsync(parsed, cancellationToken);
        var found = await model.AdaptersToEvaluateAsync(parsed.GetValue(_ensemble)!, cancellationToken);
        EvaluatedAdapter[] adapters = [.. found.Select(a => a with { Format = models.FormatOf(parsed, a.Format!) })];
        var device = model.Checkpoint.Model.Device;
        var settings = how.Settings(parsed, models.FormatOf(parsed, model), device.type == DeviceType.CUDA, extras.Shots, [.. adapters.Skip(1).Select(a => a.Format!)]);
        using var scorer = await _bertScore.OpenAsync(parsed, device, cancellationToken);
        return await EvaluationView.ShowAsync(progress => Evaluator.RunAsync(
            model.ToEvaluate(), adapters, rows.Rows, rows.Data, settings, extras with { BertScore = scorer, Report = progress }, cancellationToken));
    }

    private static async Task<EvaluationReport> ServedAsync(
        ParseResult parsed, ModelOptions models, EvaluationOptions how, string address, EvaluationRows rows, EvaluationExtras extras, CancellationToken cancellationToken)
    {
        models.RequireServed(parsed);
        if (parsed.GetValue(_ensemble)!.Length > 0)
        {
            throw new ArgumentException("--ensemble does not go with --server: a service answers with one adapter.");
        }

        using var connection = new ServiceConnection(address);
        var target = await ServedTarget.FindAsync(connection.Client, models.Adapter(parsed), cancellationToken);
        var settings = how.Settings(parsed, models.FormatOf(parsed, target.Format), onGpu: false, extras.Shots);
        using var scorer = await _bertScore.OpenAsync(parsed, torch.CPU, cancellationToken);
        return await EvaluationView.ShowAsync(async progress =>
        {
            var backend = new ServerBackend(connection.Client, target, settings.Format, Evaluator.Examples(settings, extras.Shots), cancellationToken);
            return await Evaluator.RunAsync(backend, [], rows.Rows, rows.Data, settings, extras with { BertScore = scorer, Report = progress }, cancellationToken);
        });
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
