using System.Runtime.InteropServices;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>
/// Chooses questions so that in each form yes and no are as many: at most two of a sentence, what is scarcer first, and at most so many of an
/// article; then the surplus of each form is dropped. Not thread-safe.
/// </summary>
internal sealed class FindingBalance(PairRandom random)
{
    /// <summary>Most questions of a sentence.</summary>
    public const int MostOfSentence = 2;

    /// <summary>Most questions of an article.</summary>
    public const int MostOfArticle = 12;

    /// <summary>Largest share of "maybe".</summary>
    public const double MostMaybe = 0.1;

    private readonly Dictionary<(string Kind, string Form), int> surplus = [];
    private readonly Dictionary<int, int> articles = [];

    /// <summary>The chosen questions in a random order, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<(FindingDraft Draft, FindingQuestion Question)> Of(IReadOnlyList<FindingDraft> drafts, int most)
    {
        var chosen = random.Shuffled(drafts).SelectMany(d => Chosen(d).Select(q => (Draft: d, Question: q))).ToArray();
        var pairs = new List<((FindingDraft, FindingQuestion) Yes, (FindingDraft, FindingQuestion) No)>();
        foreach (var form in chosen.GroupBy(c => (c.Question.Kind, c.Question.Form)).OrderBy(g => $"{g.Key.Kind} {g.Key.Form}", StringComparer.Ordinal))
        {
            var (yes, no) = (random.Shuffled(form.Where(c => c.Question.Decision == "yes")), random.Shuffled(form.Where(c => c.Question.Decision == "no")));
            pairs.AddRange(yes.Zip(no));
        }

        var open = chosen.Where(c => c.Question.Decision == "maybe").ToArray();
        var maybes = (int)Math.Min(open.Length, Math.Min(most, (pairs.Count * 2 / (1 - MostMaybe))) * MostMaybe);
        var kept = random.Shuffled(pairs).Take((most - maybes) / 2).SelectMany(p => new[] { p.Yes, p.No });
        return random.Shuffled(kept.Concat(random.Shuffled(open).Take(maybes)));
    }

    private List<FindingQuestion> Chosen(FindingDraft draft)
    {
        var left = random.Shuffled(draft.Questions).ToList();
        var result = new List<FindingQuestion>();
        while (left.Count > 0 && result.Count < MostOfSentence && articles.GetValueOrDefault(draft.Row) < MostOfArticle)
        {
            // The scarcest, and of equals one that is answered otherwise than the first.
            var next = left.OrderBy(Surplus).ThenBy(q => result.Count > 0 && q.Decision == result[0].Decision ? 1 : 0).First();
            result.Add(next);
            left.RemoveAll(q => q.Form == next.Form || q.Text == next.Text);
            CollectionsMarshal.GetValueRefOrAddDefault(articles, draft.Row, out _)++;
            CollectionsMarshal.GetValueRefOrAddDefault(surplus, (next.Kind, next.Form), out _) += Sign(next);
        }

        return result;
    }

    /// <summary>How many more of its answer there are in its form.</summary>
    private int Surplus(FindingQuestion question) => surplus.GetValueOrDefault((question.Kind, question.Form)) * Sign(question);

    private static int Sign(FindingQuestion question) => question.Decision switch { "yes" => 1, "no" => -1, _ => 0 };
}
