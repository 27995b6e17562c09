using System.Text.Json;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>
/// Short yes/no questions of the sentences in which trial articles tell their results, each among its neighbours, to teach a small model to
/// read whether something differs and which way. Every draw follows from the seed.
/// </summary>
internal static class DecisionDrills
{
    private static readonly string[] Fields = ["abstract[].label?", "abstract[].text", "body[].label?", "body[].text"];

    /// <summary>The drills in a random order, with how many of each kind and decision there are.</summary>
    /// <param name="folder">Holds trial-articles as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <param name="seed">Decides which questions are kept and what stands around their sentences.</param>
    /// <param name="most">Most drills to make.</param>
    /// <exception cref="DataFileException">The file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static (IReadOnlyList<InstructionPair> Drills, IReadOnlyDictionary<string, int> Counts) Build(string folder, long seed, int most = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var drafts = new List<FindingDraft>();
        var rows = CorpusRows.Read(folder, "trial-articles", Fields, cancellationToken);
        var small = rows.SelectMany(r => SmallWords(r.Row)).ToHashSet(StringComparer.Ordinal);
        foreach (var (number, row) in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            drafts.AddRange(Drafts(number, row, small));
        }

        var chosen = new FindingBalance(new PairRandom(seed, 14)).Of(drafts, most);
        var random = new PairRandom(seed, 15);
        var drills = new List<InstructionPair>();
        var counts = new Dictionary<string, int>();
        var made = new Dictionary<int, int>();
        foreach (var (draft, question) in chosen)
        {
            made[draft.Row] = made.GetValueOrDefault(draft.Row) + 1;
            var name = $"{question.Kind} {question.Decision}";
            counts[name] = counts.GetValueOrDefault(name) + 1;
            var context = FindingPassages.Context(draft.Run, draft.At, random)!;
            drills.Add(new InstructionPair($"decision-drill-{draft.Row}-{made[draft.Row]}", question.Text, [context], draft.Run[draft.At]) { Decision = question.Decision });
        }

        return (drills, counts);
    }

    /// <summary>The article's sentences with questions; what is answered one way here and another there is left out.</summary>
    private static IEnumerable<FindingDraft> Drafts(int number, JsonElement row, HashSet<string> small)
    {
        var drafts = FindingPassages.Of(row)
            .SelectMany(run => run.Select((sentence, at) => new FindingDraft(number, run, at, FindingPassages.Fits(run, at) ? SentenceFindings.Of(sentence, small.Contains) : [])))
            .Where(d => d.Questions.Count > 0).DistinctBy(d => d.Run[d.At]).ToArray();
        var disputed = drafts.SelectMany(d => d.Questions).GroupBy(q => q.Text, StringComparer.OrdinalIgnoreCase).Where(g => g.Select(q => q.Decision).Distinct().Count() > 1)
            .Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var asked = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return drafts.Select(d => d with { Questions = [.. d.Questions.Where(q => !disputed.Contains(q.Text) && asked.Add(q.Text)).Select(q => q with { Text = PairText.Capitalised(q.Text) })] })
            .Where(d => d.Questions.Count > 0);
    }

    private static IEnumerable<string> SmallWords(JsonElement row) =>
        row.GetProperty("abstract").EnumerateArray().Concat(row.GetProperty("body").EnumerateArray()).SelectMany(s => ArticleTitle.SmallWords(s.GetProperty("text").GetString()!));
}
