using System.CommandLine;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;
using MedQa.Trainer.Pairs.Drills;
using MedQa.Trainer.Pairs.Drills.Findings;

namespace MedQa.Trainer.Commands;

/// <summary><c>data drills</c>: reading drills from a corpus.</summary>
public static class DrillsCommand
{
    private static readonly DrillOptions Defaults = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var corpus = new Option<DirectoryInfo>("--corpus") { Description = "Folder with the corpus files.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "The .jsonl file to write.", Required = true };
        var seed = new Option<long>("--seed") { Description = "Decides which questions and sentences are put together." };
        var count = new Option<int>("--count") { Description = "Drills to make.", DefaultValueFactory = _ => Defaults.Count };
        var fewestSentences = new Option<int>("--fewest-sentences") { Description = "Fewest sentences of a drill's context.", DefaultValueFactory = _ => Defaults.FewestSentences };
        var mostSentences = new Option<int>("--most-sentences") { Description = "Most sentences of a drill's context.", DefaultValueFactory = _ => Defaults.MostSentences };
        var fewestWords = new Option<int>("--fewest-words") { Description = "Least budget of words for a drill's sentences.", DefaultValueFactory = _ => Defaults.FewestWords };
        var mostWords = new Option<int>("--most-words") { Description = "Most words of a drill's sentences.", DefaultValueFactory = _ => Defaults.MostWords };
        var decisions = new Option<bool>("--decisions") { Description = "Make short yes/no questions with their decisions instead, from the sentences in which trial articles tell their results; --count is then the most to make, all where it is not given." };
        var command = new Command("drills", "Make short drills from a corpus that teach a small model to find the sentence that a question asks for, for pretrain and train.")
        {
            corpus, output, seed, count, fewestSentences, mostSentences, fewestWords, mostWords, decisions,
        };
        command.Validators.Add(result =>
        {
            Option[] contexts = [fewestSentences, mostSentences, fewestWords, mostWords];
            if (result.GetValue(decisions) && contexts.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } option)
            {
                result.AddError($"--decisions draws its contexts by itself: leave {option.Name} out.");
            }
            else if (result.GetValue(decisions) && result.GetResult(count) is { Implicit: false } && result.GetValue(count) < 2)
            {
                result.AddError($"--count must be 2 or more with --decisions, not {result.GetValue(count)}: there are as many that are answered no as yes.");
            }
        });
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() =>
        {
            if (parsed.GetValue(decisions))
            {
                MakeDecisions(parsed, corpus, output, parsed.GetValue(seed), parsed.GetResult(count) is { Implicit: false } ? parsed.GetValue(count) : int.MaxValue, cancellationToken);
                return Task.CompletedTask;
            }

            var options = new DrillOptions
            {
                Count = parsed.GetValue(count),
                FewestSentences = parsed.GetValue(fewestSentences),
                MostSentences = parsed.GetValue(mostSentences),
                FewestWords = parsed.GetValue(fewestWords),
                MostWords = parsed.GetValue(mostWords),
                Seed = parsed.GetValue(seed),
            };
            var drills = ReadingDrills.Of(parsed.GetRequiredValue(corpus).FullName, options, cancellationToken);
            InstructionPairs.Write(drills.Make(), parsed.GetRequiredValue(output).FullName, cancellationToken);
            Console.WriteLine(options);
            Console.WriteLine($"{options.Count} drills: {string.Join(", ", drills.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"))}");
            return Task.CompletedTask;
        }));
        return command;
    }

    private static void MakeDecisions(ParseResult parsed, Option<DirectoryInfo> corpus, Option<FileInfo> output, long seed, int most, CancellationToken cancellationToken)
    {
        var (drills, counts) = DecisionDrills.Build(parsed.GetRequiredValue(corpus).FullName, seed, most, cancellationToken);
        if (drills.Count == 0)
        {
            throw new DataFileException($"No sentence of trial-articles in {parsed.GetRequiredValue(corpus).FullName} gave a yes/no question. Give a larger corpus.");
        }

        InstructionPairs.Write(drills, parsed.GetRequiredValue(output).FullName, cancellationToken);
        Console.WriteLine($"{drills.Count} drills: {string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"))}");
    }
}
