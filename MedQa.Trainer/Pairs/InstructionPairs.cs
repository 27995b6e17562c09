using System.Text.Json;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs;

/// <summary>What pairs for <c>train</c> have in common: the yes/no questions of trial articles, and the file that pairs are written to.</summary>
internal static class InstructionPairs
{
    private static readonly string[] ArticleFields = ["title", "abstract[].label?", "abstract[].text"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The yes/no questions with their decisions, in a random order.</summary>
    /// <param name="folder">Holds trial-articles as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <exception cref="DataFileException">The file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static IReadOnlyList<InstructionPair> BuildDecisions(string folder, long seed, CancellationToken cancellationToken = default)
    {
        var pairs = DecisionPairs.Of(CorpusRows.Read(folder, "trial-articles", ArticleFields, cancellationToken)).ToArray();
        cancellationToken.ThrowIfCancellationRequested();
        new SeededShuffle(seed, 6).Apply<InstructionPair>(pairs);
        return pairs;
    }

    /// <summary>
    /// Pairs in a random order, those decided "maybe" as often as is said, each time with an id of its own ("…-again-1"): where they are rare, a small model
    /// never says it. With <paramref name="times"/> 1 the pairs as they are.
    /// </summary>
    public static IReadOnlyList<InstructionPair> WithMaybes(IReadOnlyList<InstructionPair> pairs, int times, long seed)
    {
        if (times == 1)
        {
            return pairs;
        }

        InstructionPair[] all =
        [
            .. pairs,
            .. pairs.Where(p => p.Decision == "maybe").SelectMany(p => Enumerable.Range(1, times - 1).Select(again => p with { Id = $"{p.Id}-again-{again}" })),
        ];
        new SeededShuffle(seed, 16).Apply<InstructionPair>(all);
        return all;
    }

    /// <summary>Two sorts of pairs in one random order; each alone as it is.</summary>
    public static IReadOnlyList<InstructionPair> Mixed(IReadOnlyList<InstructionPair> first, IReadOnlyList<InstructionPair> second, long seed)
    {
        if (first.Count == 0 || second.Count == 0)
        {
            return [.. first, .. second];
        }

        InstructionPair[] all = [.. first, .. second];
        new SeededShuffle(seed, 9).Apply<InstructionPair>(all);
        return all;
    }

    /// <summary>
    /// Writes pairs as JSON lines with the hub's field names for PubMedQA. The file has its name only once it is whole; a failed or
    /// cancelled call leaves what was there.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void Write(IEnumerable<InstructionPair> pairs, string path, CancellationToken cancellationToken = default)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var writer = new StreamWriter(temporary) { NewLine = "\n" })
            {
                foreach (var pair in pairs)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.WriteLine(Line(pair));
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string Line(InstructionPair pair)
    {
        var context = new { contexts = pair.Contexts };
        return pair.Decision is null
            ? JsonSerializer.Serialize(new { id = pair.Id, question = pair.Question, context, long_answer = pair.Answer }, Json)
            : JsonSerializer.Serialize(new { id = pair.Id, question = pair.Question, context, long_answer = pair.Answer, final_decision = pair.Decision }, Json);
    }
}
