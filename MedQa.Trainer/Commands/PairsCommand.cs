using System.CommandLine;
using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Commands;

/// <summary><c>data pairs</c>: question-answer pairs from a corpus.</summary>
public static class PairsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var corpus = new Option<DirectoryInfo>("--corpus") { Description = "Folder with the corpus files.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "The .jsonl file to write.", Required = true };
        var seed = new Option<long>("--seed") { Description = "Decides which pairs and passages are put together." };
        var decisions = new Option<bool>("--decisions") { Description = "Make yes/no questions with their decisions alone, from the trial articles' titles, aims and conclusions, as PubMedQA's artificial part was made." };
        var command = new Command("pairs", "Make question-answer pairs from a corpus, for train.") { corpus, output, seed, decisions };
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() =>
        {
            var folder = parsed.GetRequiredValue(corpus).FullName;
            var isDecided = parsed.GetValue(decisions);
            var pairs = isDecided ? InstructionPairs.BuildDecisions(folder, parsed.GetValue(seed), cancellationToken) : InstructionPairs.Build(folder, parsed.GetValue(seed), cancellationToken);
            InstructionPairs.Write(pairs, parsed.GetRequiredValue(output).FullName, cancellationToken);
            Console.WriteLine(isDecided
                ? $"{pairs.Count} questions: {pairs.Count(p => p.Decision == "yes")} yes, {pairs.Count(p => p.Decision == "no")} no, {pairs.Count(p => p.Decision == "maybe")} maybe"
                : $"{pairs.Count} pairs: {pairs.Count(p => p.Contexts.Count > 0)} with passages, {pairs.Count(p => p.Contexts.Count == 0)} without");
            return Task.CompletedTask;
        }));
        return command;
    }
}
