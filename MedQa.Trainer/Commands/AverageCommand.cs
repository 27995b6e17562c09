using System.CommandLine;
using System.Globalization;
using MedQa.Model.Adapters;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Commands;

/// <summary><c>average</c>: several adapters of one base, those of several seeds for one, as one.</summary>
public static class AverageCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var adapters = new Option<string[]>("--adapter", "-a") { Description = "Folder of an adapter in PEFT's layout; give it once for each.", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "Folder for the average.", Required = true };
        var merge = new Option<string>("--merge") { Description = "products: the mean of what the adapters add, exactly, with the sum of their ranks. weights: the means of A and of B, with their rank; only for adapters that began as the same one.", DefaultValueFactory = _ => "products" };
        var shares = new Option<double[]>("--weights") { Description = "What each adapter counts for, relative to the others, in their order; all the same where it is left out.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var command = new Command("average", "Average adapters of one base into one.") { adapters, output, merge, shares };
        merge.AcceptOnlyFromAmong("products", "weights");
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() => RunAsync(
            parsed.GetRequiredValue(adapters),
            parsed.GetValue(shares)!,
            parsed.GetValue(merge) == "weights" ? AdapterMerge.Weights : AdapterMerge.Products,
            parsed.GetRequiredValue(output),
            cancellationToken)));
        return command;
    }

    /// <summary>Writes the average, with a model card.</summary>
    internal static async Task RunAsync(string[] adapters, double[] shares, AdapterMerge merge, string output, CancellationToken cancellationToken)
    {
        AdapterAverage.Save(adapters, shares.Length == 0 ? null : shares, merge, output, cancellationToken);
        var rows = new List<string>();
        foreach (var (i, folder) in adapters.Index())
        {
            var share = shares.Length == 0 ? 1.0 / adapters.Length : shares[i] / shares.Sum();
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            rows.Add($"| {name} | {share.ToString("0.0000", CultureInfo.InvariantCulture)} | {await EvaluatedAdapter.HashAsync(folder, cancellationToken)} |");
        }

        await File.WriteAllTextAsync(Path.Combine(output, "README.md"), Card(output, merge, rows), cancellationToken);
        Console.WriteLine($"Written to {Path.GetFullPath(output)}");
        if (adapters.Any(a => AdapterCard.Load(a).Answer.DecisionOffsets is not null))
        {
            Console.WriteLine("The adapters' decision offsets are left out: they were fitted for each one's own scores. Fit new ones with fit-decisions.");
        }
    }

    private static string Card(string output, AdapterMerge merge, List<string> rows) => $"""
        ---
        base_model: {System.Text.Json.JsonSerializer.Serialize(AdapterCard.Load(output).BaseModel)}
        library_name: peft
        tags: [medical, question-answering, lora]
        ---

        # {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)))}

        The mean of {(merge == AdapterMerge.Products ? "what these LoRA adapters add to the base's weights" : "these LoRA adapters' weights")}, made with MedQA. It gives no medical advice.

        | adapter | share | weights, SHA-256 |
        |---|---|---|
        {string.Join('\n', rows)}

        """.ReplaceLineEndings("\n");
}
