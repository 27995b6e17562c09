using System.CommandLine;
using MedQa.Trainer.Pairs;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Commands;

/// <summary><c>data pairs</c>: question-answer pairs from a corpus.</summary>
public static class PairsCommand
{
    private const int MostTimes = 100;

    private static readonly ReaderOptions Defaults = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var corpus = new Option<DirectoryInfo>("--corpus") { Description = "Folder with the corpus files.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "The .jsonl file to write.", Required = true };
        var seed = new Option<long>("--seed") { Description = "Decides which questions and passages are put together." };
        var count = new Option<int>("--count") { Description = "Pairs to make.", DefaultValueFactory = _ => Defaults.Count };
        var negatives = new Option<double>("--negative-share") { Description = "Share whose passages hold no answer, and whose answer says so.", DefaultValueFactory = _ => Defaults.NegativeShare };
        var bare = new Option<double>("--bare-share") { Description = "Share without passages, whose answer asks for one.", DefaultValueFactory = _ => Defaults.BareShare };
        var orders = new Option<double>("--order-share") { Description = "Share with an order to the reader hidden in its passages.", DefaultValueFactory = _ => Defaults.OrderShare };
        var first = new Option<double>("--answer-first-share") { Description = "Share whose passages begin with the answer, as a served prompt of few words begins with the best sentence." };
        var fewest = new Option<int>("--fewest-words") { Description = "Fewest words of a pair's passages.", DefaultValueFactory = _ => Defaults.FewestWords };
        var most = new Option<int>("--most-words") { Description = "Most words of a pair's passages.", DefaultValueFactory = _ => Defaults.MostWords };
        var decisions = new Option<bool>("--decisions") { Description = "Make yes/no questions with their decisions alone, from the trial articles' titles, aims and conclusions, as PubMedQA's artificial part was made." };
        var both = new Option<bool>("--with-decisions") { Description = "Put the yes/no questions with their decisions among the pairs." };
        var maybes = new Option<int>("--maybe-times") { Description = "How often each yes/no question that is decided maybe stands among the pairs, in place of once.", DefaultValueFactory = _ => 1 };
        var command = new Command("pairs", "Make question-answer pairs from a corpus that teach a small model to read, for train.")
        {
            corpus, output, seed, count, negatives, bare, orders, first, fewest, most, decisions, both, maybes,
        };
        maybes.Validators.Add(result =>
        {
            if (result.GetValue(maybes) is < 1 or > MostTimes)
            {
                result.AddError($"--maybe-times must be 1 to {MostTimes}, not {result.GetValue(maybes)}.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(decisions) && result.GetValue(both))
            {
                result.AddError("--decisions makes nothing else: give it or --with-decisions.");
            }

            if (result.GetValue(maybes) > 1 && !result.GetValue(decisions) && !result.GetValue(both))
            {
                result.AddError("--maybe-times says how often a yes/no question stands among the pairs: give it with --decisions or --with-decisions.");
            }
        });
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() =>
        {
            var folder = parsed.GetRequiredValue(corpus).FullName;
            var path = parsed.GetRequiredValue(output).FullName;
            var options = new ReaderOptions
            {
                Count = parsed.GetValue(count),
                NegativeShare = parsed.GetValue(negatives),
                BareShare = parsed.GetValue(bare),
                OrderShare = parsed.GetValue(orders),
                AnswerFirstShare = parsed.GetValue(first),
                FewestWords = parsed.GetValue(fewest),
                MostWords = parsed.GetValue(most),
                Seed = parsed.GetValue(seed),
            };
            var decided = parsed.GetValue(decisions) || parsed.GetValue(both)
                ? InstructionPairs.WithMaybes(InstructionPairs.BuildDecisions(folder, options.Seed, cancellationToken), parsed.GetValue(maybes), options.Seed)
                : [];
            var (read, counts) = parsed.GetValue(decisions) ? ([], new Dictionary<string, int>()) : ReaderPairs.Build(folder, options, cancellationToken);
            InstructionPairs.Write(InstructionPairs.Mixed(read, decided, options.Seed), path, cancellationToken);
            if (counts.Count > 0)
            {
                Console.WriteLine(options);
                Console.WriteLine($"{read.Count} pairs: {string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"))}");
            }

            if (decided.Count > 0)
            {
                Console.WriteLine($"{decided.Count} questions: {decided.Count(p => p.Decision == "yes")} yes, {decided.Count(p => p.Decision == "no")} no, {decided.Count(p => p.Decision == "maybe")} maybe");
            }

            return Task.CompletedTask;
        }));
        return command;
    }
}
