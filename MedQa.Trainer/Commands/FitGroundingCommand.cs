using System.CommandLine;
using System.Globalization;
using MedQa.Library.Grounding;
using MedQa.Library.Retrieval;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Grounded;
using MedQa.Trainer.Grounded.Relevance;
using Spectre.Console;

namespace MedQa.Trainer.Commands;

/// <summary><c>fit-grounding</c>: from which relevance on a library's passages are answered from, fitted on questions with and without an answer.</summary>
public static class FitGroundingCommand
{
    private static readonly Option<string?> _answers = new("--answers") { Description = "answers.jsonl of evaluate --grounded --relevance-threshold 0 on the same questions: what the model declines by itself needs no threshold. Without it the threshold alone decides." };
    private static readonly Option<double> _wish = new("--decline") { Description = "Share of the unanswerable questions to decline, 0 to 1; as many answerable ones as then possible are answered.", DefaultValueFactory = _ => 0.92 };
    private static readonly Option<int> _folds = new("--folds") { Description = "Folds of the estimates, 3 or more.", DefaultValueFactory = _ => RelevanceFit.DefaultFolds };
    private static readonly Option<long> _seed = new("--seed") { Description = "Seed of the folds.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> _output = new("--out", "-o") { Description = "File for the weights (the library's is MedQa.Library/Grounding/relevance.json). Without it, the tables alone." };
    private static readonly Option<string?> _table = new("--table") { Description = "File for the tables as Markdown." };
    private static readonly Option<string?> _curve = new("--curve") { Description = "File for the curve as SVG; with an encoder that of words and meaning." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var options = new GroundedOptions();
        var command = new Command("fit-grounding", "Fit from which relevance on questions to a library are answered, and show what each threshold gives.") { _answers, _wish, _folds, _seed, _output, _table, _curve };
        options.AddLibraryTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() => RunAsync(parsed, options, cancellationToken)));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, GroundedOptions options, CancellationToken cancellationToken)
    {
        var files = options.QuestionFiles(parsed);
        var questions = await QuestionSet.LoadAsync(files, cancellationToken);
        var read = parsed.GetValue(_answers) is { } answers ? Read(answers, await GroundedReportWriter.ReadAsync(answers, cancellationToken), questions) : null;
        using var encoder = await options.OpenEncoderAsync(parsed, cancellationToken);
        var (words, meaning, library) = await EvaluationView.ShowAsync(async progress =>
        {
            using var opened = await options.OpenLibraryAsync(parsed, encoder, RelevanceModel.Default, progress, cancellationToken);
            return (
                await RowsAsync(opened, RetrievalMode.Words, questions, read, progress, cancellationToken),
                encoder is null ? null : await RowsAsync(opened, RetrievalMode.Both, questions, read, progress, cancellationToken),
                opened.Hash);
        });
        var (byWords, byMeaning) = (Fit(parsed, words, false, cancellationToken), meaning is null ? null : Fit(parsed, meaning, true, cancellationToken));
        Show("Words", byWords, parsed.GetValue(_folds));
        if (byMeaning is not null)
        {
            Show("Words and meaning", byMeaning, parsed.GetValue(_folds));
        }

        var named = new List<string>();
        foreach (var file in files)
        {
            named.Add($"{Path.GetFileName(file)} {(await FileHash.OfAsync(file, cancellationToken))[..12]}");
        }

        var fittedOn = string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", named)} on the library {library[..12]}, to decline {parsed.GetValue(_wish):0.###}{(read is null ? "" : " with what the model declines")}");
        await WriteAsync(parsed, new(RelevanceModel.Default.Version + 1, fittedOn, byWords.Weights, byMeaning?.Weights), byWords, byMeaning, cancellationToken);
    }

    private static RelevanceFit Fit(ParseResult parsed, IReadOnlyList<RelevanceRow> rows, bool meaning, CancellationToken cancellationToken) =>
        RelevanceFit.Of(rows, meaning, parsed.GetValue(_wish), parsed.GetValue(_folds), parsed.GetValue(_seed), cancellationToken);

    private static async Task<IReadOnlyList<RelevanceRow>> RowsAsync(
        GroundedLibrary library, RetrievalMode mode, IReadOnlyList<GroundedQuestion> questions, IReadOnlySet<string>? read, Action<EvaluationProgress> report, CancellationToken cancellationToken)
    {
        var rows = new List<RelevanceRow>();
        foreach (var question in questions)
        {
            var findings = await library.Search.FindAsync(question.Question, new GroundingOptions().MostPassages, mode, cancellationToken: cancellationToken);
            rows.Add(new(question.Id, question.Answerable, question.Group, findings.Features, read?.Contains(question.Id) ?? true));
            report(new($"Searching, {(mode == RetrievalMode.Words ? "words" : "words and meaning")}", rows.Count, questions.Count));
        }

        return rows;
    }

    /// <summary>The ids of the questions that the model answered.</summary>
    /// <exception cref="InvalidDataException">A question was not asked, or was declined before the model was.</exception>
    internal static IReadOnlySet<string> Read(string file, IReadOnlyList<GroundedPrediction> answers, IReadOnlyList<GroundedQuestion> questions)
    {
        var byId = answers.ToLookup(a => a.Id, StringComparer.Ordinal);
        return questions.FirstOrDefault(q => !byId[q.Id].Any(a => a.Question == q.Question)) is { } missing
            ? throw new InvalidDataException($"{file}: question {missing.Id} is not among the answers, or was another one then.")
            : answers.FirstOrDefault(a => a.Outcome is GroundedOutcome.DeclinedByRelevance && a.Found.Count > 0) is { } declined
                ? throw new InvalidDataException($"{file}: the model was not asked question {declined.Id}. Evaluate with --relevance-threshold 0, so that all are.")
                : answers.Where(a => !a.IsDeclined).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
    }

    private static void Show(string title, RelevanceFit fit, int folds)
    {
        var table = new Table().Title(title);
        foreach (var column in (string[])["Threshold", "Answerable: answered", "Unanswerable: declined"])
        {
            table.AddColumn(column);
        }

        foreach (var (threshold, answered, declined) in RelevanceTable.Rows(fit))
        {
            table.AddRow(threshold, answered, declined);
        }

        AnsiConsole.Write(table);
        Console.WriteLine(RelevanceTable.Explanation(fit, folds));
        Console.WriteLine($"With the chosen threshold, {RelevanceTable.Groups(fit)}");
    }

    private static async Task WriteAsync(ParseResult parsed, RelevanceModel model, RelevanceFit words, RelevanceFit? meaning, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_output) is { } output)
        {
            await using var stream = File.Create(output);
            model.Write(stream);
            Console.WriteLine($"Weights written to {Path.GetFullPath(output)}{(meaning is null ? "; they are for words alone, and searches with an encoder use them too" : "")}");
        }

        if (parsed.GetValue(_table) is { } table)
        {
            var folds = parsed.GetValue(_folds);
            string[] tables = [RelevanceTable.ToMarkdown("Words", words, folds), .. meaning is null ? [] : (string[])[RelevanceTable.ToMarkdown("Words and meaning", meaning, folds)]];
            await File.WriteAllTextAsync(table, string.Join('\n', tables), cancellationToken);
        }

        if (parsed.GetValue(_curve) is { } curve)
        {
            var drawn = meaning ?? words;
            await File.WriteAllTextAsync(curve, RelevanceCurveSvg.Of($"Answered and declined by threshold ({(meaning is null ? "words" : "words and meaning")})", drawn.Curve, drawn.Chosen), cancellationToken);
        }
    }
}
