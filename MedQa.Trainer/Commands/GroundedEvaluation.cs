using System.CommandLine;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Grounded;
using Spectre.Console;

namespace MedQa.Trainer.Commands;

/// <summary><c>evaluate --grounded</c>: answers from a library, and what they are worth.</summary>
internal static class GroundedEvaluation
{
    private const int PlainWidth = 160;

    /// <summary>Does it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The library and how it is asked.</param>
    /// <param name="models">The model.</param>
    /// <param name="how">Length of answers, seed and draws of the intervals.</param>
    /// <param name="folder">Gets the report.</param>
    /// <param name="cancellationToken">Looked at before each token.</param>
    public static async Task RunAsync(ParseResult parsed, GroundedOptions options, ModelOptions models, EvaluationOptions how, string folder, CancellationToken cancellationToken)
    {
        var file = options.Questions(parsed);
        var questions = await QuestionSet.LoadAsync(file, cancellationToken);
        var relevance = options.Relevance(parsed);
        var libraryName = NameOf(options.Library(parsed));
        using var encoder = await options.OpenEncoderAsync(parsed, cancellationToken);
        using var model = await models.OpenAsync(parsed, cancellationToken, asServed: true);
        var adapter = (await model.AdaptersToEvaluateAsync([], cancellationToken)).SingleOrDefault();
        var settings = options.Settings(parsed, models.FormatOf(parsed, model), model, how);
        var journal = Path.Combine(folder, PredictionJournal.FileName);
        var hash = await FileHash.OfAsync(file, cancellationToken);
        var (report, predictions) = await EvaluationView.ShowAsync(async progress =>
        {
            using var library = await options.OpenLibraryAsync(parsed, encoder, relevance, progress, cancellationToken);
            var reader = new LocalReader(model.ToEvaluate(), adapter, settings.Format);
            var draft = GroundedEvaluator.Draft(library, libraryName, relevance, encoder?.Space.Name, new(Path.GetFileName(file), hash), reader, settings);
            return await GroundedEvaluator.RunAsync(draft, library.Planner, reader, questions, journal, progress, cancellationToken);
        });
        PrintTable(report);
        await GroundedReportWriter.WriteAsync(report, predictions, folder, cancellationToken);
        File.Delete(journal);
        Console.WriteLine($"Written to {Path.GetFullPath(folder)}");
    }

    private static void PrintTable(GroundedReport report)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PlainWidth;
        }

        var table = new Table().Title(Markup.Escape($"{GroundedReportWriter.Name(report)}, {report.Groups.Sum(g => g.Count)} questions to {report.Library.Name}, percent [95% interval]"));
        foreach (var column in (string[])["What", "Count", "Percent"])
        {
            table.AddColumn(column);
        }

        foreach (var (title, count, share) in GroundedReportWriter.Rows(report))
        {
            table.AddRow(Markup.Escape(title), count, Markup.Escape(share));
        }

        AnsiConsole.Write(table);
        foreach (var (name, value) in report.Timing is { } timing ? GroundedReportWriter.Times(timing) : [])
        {
            Console.WriteLine($"{name}: {value}");
        }
    }

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
