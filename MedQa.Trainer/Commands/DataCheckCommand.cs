using System.CommandLine;
using MedQa.Model.Gguf;
using MedQa.Model.Tokenization;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Commands;

/// <summary><c>data check</c>: whether a file of questions and answers can be used, and what it holds.</summary>
public static class DataCheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "PubMedQA's .json, the hub's .parquet, or .jsonl with the field names of either; JSON also as .gz or .xz; or a data set's name on the hub (OWNER/NAME[@REVISION][:FILE])." };
        var model = new Option<string?>("--model") { Description = "Folder, .gguf file or name on the hub of the model whose tokenizer measures the lengths; without it they are in words." };
        var most = new Option<int>("--max-problems") { Description = "Most problems to print.", DefaultValueFactory = _ => 50 };
        var command = new Command("check", "Check every row and print what the file holds; exit code 1 where a row has a problem.") { file, model, most };
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() =>
            CheckAsync(parsed.GetRequiredValue(file), parsed.GetValue(model), parsed.GetValue(most), cancellationToken)));
        return command;
    }

    private static async Task CheckAsync(string file, string? model, int mostProblems, CancellationToken cancellationToken)
    {
        var problems = 0;
        var path = await HubFiles.DataAsync(file, Console.Error.WriteLine, cancellationToken);
        var rows = await QaFile.ReadAsync(path, QaFile.DefaultLabels, Note, cancellationToken).ToListAsync(cancellationToken);
        var tokenizer = model is null ? null : OpenTokenizer(await HubFiles.ModelAsync(model, Console.Error.WriteLine, cancellationToken));
        Print(DataSummary.Of(rows, tokenizer is null ? CountWords : text => tokenizer.Encode(text).Count), tokenizer is null ? "words" : "tokens");
        Console.WriteLine($"problems: {problems}");
        if (problems > 0 || rows.Count == 0)
        {
            throw new DataFileException($"{path}: {(rows.Count == 0 ? "holds no row that can be used." : $"{problems} problems; rows with problems are not counted above.")}");
        }

        void Note(DataProblem problem)
        {
            if (problems++ < mostProblems)
            {
                Console.WriteLine(problem);
            }
        }
    }

    private static ITokenizer OpenTokenizer(string path)
    {
        if (Directory.Exists(path))
        {
            return TokenizerFiles.FromFolder(path).Tokenizer;
        }

        using var file = GgufFile.Open(path);
        return TokenizerFiles.FromGguf(file.Metadata, path).Tokenizer;
    }

    private static void Print(DataSummary summary, string unit)
    {
        Console.WriteLine($"rows: {summary.RowCount}");
        foreach (var (decision, count) in summary.Decisions.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {(decision.Length == 0 ? "without decision" : decision)}: {count}");
        }

        Console.WriteLine($"  without context: {summary.WithoutContextCount}");
        Console.WriteLine($"  without year: {summary.WithoutYearCount}");
        Print("question and context", summary.PromptLength, unit);
        Print("long answer", summary.AnswerLength, unit);
    }

    private static void Print(string what, LengthSummary length, string unit) =>
        Console.WriteLine($"{what}, {unit}: median {length.Median}, 95th percentile {length.P95}, longest {length.Longest}");

    private static int CountWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
