using System.Text.Json;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Question-answer pairs from a corpus folder, to teach a small model to read: most bring passages that hold the answer, some
/// bring none, so that it learns to ask for one. Held-out rows give no pair.
/// </summary>
internal static class InstructionPairs
{
    /// <summary>Row 0 of each file and every so many after it are held out.</summary>
    public const int HoldOutEvery = 50;

    private const int BareEvery = 14;

    private static readonly string[] Endings = [".jsonl", ".jsonl.gz", ".jsonl.xz"];
    private static readonly string[] ArticleFields = ["title", "abstract[].label?", "abstract[].text"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All pairs, in a random order.</summary>
    /// <param name="folder">Holds trial-articles, medquad, definitions and covid-qa as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <exception cref="DataFileException">A file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static IReadOnlyList<InstructionPair> Build(string folder, long seed, CancellationToken cancellationToken = default)
    {
        var pairs = new List<InstructionPair>();
        Add("trial-articles", ArticleFields, rows => rows.SelectMany(r => TrialPairs.Of(r.Row, r.Number)));
        Add("medquad", ["source", "focus", "question", "answer"], rows => MedQuadPairs.Of(rows, seed));
        Add("definitions", ["source", "term", "synonyms[]", "definition"], rows => DefinitionPairs.Of(rows, seed));
        Add("covid-qa", ["text", "qas[].question", "qas[].answer"], rows => CovidPairs.Of(rows, seed));
        var result = WithBareQuestions(pairs, seed);
        new SeededShuffle(seed, 5).Apply<InstructionPair>(result);
        return result;

        void Add(string name, string[] fields, Func<IReadOnlyList<(int Number, JsonElement Row)>, IEnumerable<InstructionPair>> make) =>
            pairs.AddRange(Made(Find(folder, name), fields, make, cancellationToken));
    }

    /// <summary>The yes/no questions with their decisions, in a random order.</summary>
    /// <param name="folder">Holds trial-articles as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <exception cref="DataFileException">The file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static IReadOnlyList<InstructionPair> BuildDecisions(string folder, long seed, CancellationToken cancellationToken = default)
    {
        var pairs = Made(Find(folder, "trial-articles"), ArticleFields, DecisionPairs.Of, cancellationToken).ToArray();
        new SeededShuffle(seed, 6).Apply<InstructionPair>(pairs);
        return pairs;
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

    /// <summary>
    /// Some pairs lose their passages. None gets passages that do not hold its answer: a model of this size that was shown such
    /// pairs declined most passages that it had not seen, those with the answer too.
    /// </summary>
    private static InstructionPair[] WithBareQuestions(List<InstructionPair> pairs, long seed)
    {
        var random = new SeededShuffle(seed, 4);
        var result = pairs.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            if (random.Below(BareEvery) == 0)
            {
                result[i] = result[i] with { Contexts = [], Answer = PairText.NoPassage };
            }
        }

        return result;
    }

    private static IEnumerable<InstructionPair> Made(
        string path, string[] fields, Func<IReadOnlyList<(int Number, JsonElement Row)>, IEnumerable<InstructionPair>> make, CancellationToken cancellationToken)
    {
        foreach (var pair in make(TrainingRows(path, fields, cancellationToken)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return pair;
        }
    }

    private static List<(int Number, JsonElement Row)> TrainingRows(string path, string[] fields, CancellationToken cancellationToken)
    {
        var result = new List<(int, JsonElement)>();
        var number = 0;
        foreach (var (line, row) in CorpusReader.Rows(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (number % HoldOutEvery != 0)
            {
                RowFields.Check(path, line, row, fields);
                result.Add((number, row));
            }

            number++;
        }

        return result;
    }

    private static string Find(string folder, string name) =>
        Endings.Select(e => Path.Combine(folder, name + e)).FirstOrDefault(File.Exists)
            ?? throw new DataFileException($"{folder} holds no {name}.jsonl, {name}.jsonl.gz or {name}.jsonl.xz.");
}
