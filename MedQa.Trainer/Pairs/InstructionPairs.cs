using System.Text.Json;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Question-answer pairs from a corpus folder, to teach a small model to read: most bring passages that hold the answer, some
/// bring passages that do not and some bring none, so that it learns to say so. Held-out rows give no pair.
/// </summary>
internal static class InstructionPairs
{
    /// <summary>Row 0 of each file and every so many after it are held out.</summary>
    public const int HoldOutEvery = 50;

    private const int RefusedEvery = 12;
    private const int BareEvery = 14;

    private static readonly string[] Endings = [".jsonl", ".jsonl.gz", ".jsonl.xz"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All pairs, in a random order.</summary>
    /// <param name="folder">Holds trial-articles, medquad, definitions and covid-qa as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <exception cref="DataFileException">A file is missing, or a row lacks a field; names the file.</exception>
    public static IReadOnlyList<InstructionPair> Build(string folder, long seed)
    {
        var pairs = new List<InstructionPair>();
        Add("trial-articles", rows => rows.SelectMany(r => TrialPairs.Of(r.Row, r.Number)));
        Add("medquad", rows => MedQuadPairs.Of(rows, seed));
        Add("definitions", rows => DefinitionPairs.Of(rows, seed));
        Add("covid-qa", rows => CovidPairs.Of(rows, seed));
        var result = WithRefusals(pairs, seed);
        new SeededShuffle(seed, 5).Apply<InstructionPair>(result);
        return result;

        void Add(string name, Func<IReadOnlyList<(int Number, JsonElement Row)>, IEnumerable<InstructionPair>> make)
        {
            var path = Find(folder, name);
            try
            {
                pairs.AddRange(make(TrainingRows(path)));
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or NullReferenceException)
            {
                throw new DataFileException($"{path}: a row has not the fields that pairs are made from ({e.Message}).", e);
            }
        }
    }

    /// <summary>Writes pairs as JSON lines with the hub's field names for PubMedQA.</summary>
    public static void Write(IEnumerable<InstructionPair> pairs, string path)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var pair in pairs)
        {
            writer.WriteLine(JsonSerializer.Serialize(
                new { id = pair.Id, question = pair.Question, context = new { contexts = pair.Contexts }, long_answer = pair.Answer },
                Json));
        }
    }

    /// <summary>Some pairs get another pair's passages, which do not hold their answer, and some lose theirs.</summary>
    private static InstructionPair[] WithRefusals(List<InstructionPair> pairs, long seed)
    {
        var random = new SeededShuffle(seed, 4);
        var result = new InstructionPair[pairs.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var pair = pairs[i];
            var other = pairs[random.Below(pairs.Count)];
            var kind = random.Below(RefusedEvery * BareEvery);
            result[i] = kind % RefusedEvery == 0 && IsAboutSomethingElse(pair, other)
                    ? pair with { Contexts = other.Contexts, Answer = PairText.NotInPassage }
                : kind % BareEvery == 0 ? pair with { Contexts = [], Answer = PairText.NoPassage }
                : pair;
        }

        return result;
    }

    /// <summary>"What did the study find?" fits any abstract; and passages that name what is asked after may answer it.</summary>
    private static bool IsAboutSomethingElse(InstructionPair pair, InstructionPair other)
    {
        if (pair.Id.StartsWith("trial-articles", StringComparison.Ordinal) && pair.Id.Count(c => c == '-') > 2)
        {
            return false;
        }

        var words = pair.Question.Split([' ', '?', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 6).ToArray();
        return !other.Contexts.Any(c => words.Any(w => c.Contains(w, StringComparison.OrdinalIgnoreCase)));
    }

    private static List<(int Number, JsonElement Row)> TrainingRows(string path) =>
        [.. CorpusReader.Rows(path).Select((r, i) => (Number: i, r.Row)).Where(r => r.Number % HoldOutEvery != 0)];

    private static string Find(string folder, string name) =>
        Endings.Select(e => Path.Combine(folder, name + e)).FirstOrDefault(File.Exists)
            ?? throw new DataFileException($"{folder} holds no {name}.jsonl, {name}.jsonl.gz or {name}.jsonl.xz.");
}
