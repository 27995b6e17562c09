using System.Runtime.InteropServices;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>
/// Chooses questions so that in each form yes and no are as many: at most two of a sentence and so many of an article, each time what its form
/// has too few of. The choice is gone over a few times, for what is scarce is known only then; what is left over is dropped. Not thread-safe.
/// </summary>
internal sealed class FindingBalance(PairRandom random)
{
    /// <summary>Most questions of a sentence.</summary>
    public const int MostOfSentence = 2;

    /// <summary>Most questions of an article.</summary>
    public const int MostOfArticle = 12;

    /// <summary>Largest share of "maybe".</summary>
    public const double MostMaybe = 0.1;

    private const int Rounds = 6;

    private readonly Dictionary<(string Kind, string Form), int> surplus = [];
    private readonly Dictionary<int, int> articles = [];

    /// <summary>The chosen questions in a random order, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<(FindingDraft Draft, FindingQuestion Question)> Of(IReadOnlyList<FindingDraft> drafts, int most)
    {
        var order = random.Shuffled(drafts);
        var choices = new List<FindingQuestion>[order.Length];
        Array.Fill(choices, []);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < order.Length; i++)
            {
                choices[i].ForEach(q => Count(order[i], q, -1));
                choices[i] = Chosen(order[i]);
            }
        }

        return Even([.. order.SelectMany((d, i) => choices[i].Select(q => (Draft: d, Question: q)))], most);
    }

    /// <summary>As many of each form's yes as of its no, and few enough of the open ones.</summary>
    private (FindingDraft Draft, FindingQuestion Question)[] Even((FindingDraft Draft, FindingQuestion Question)[] chosen, int most)
    {
        var pairs = chosen.GroupBy(c => (c.Question.Kind, c.Question.Form)).OrderBy(g => $"{g.Key.Kind} {g.Key.Form}", StringComparer.Ordinal)
            .SelectMany(form => random.Shuffled(form.Where(c => c.Question.Decision == "yes")).Zip(random.Shuffled(form.Where(c => c.Question.Decision == "no")))).ToArray();
        var open = random.Shuffled(chosen.Where(c => c.Question.Decision == "maybe"));
        var decided = Math.Min(pairs.Length, most / 2);
        var maybes = (int)(Math.Min(most, decided * 2 / (1 - MostMaybe)) * MostMaybe);
        maybes = Math.Min(maybes, open.Length);
        decided = Math.Min(decided, (most - maybes) / 2);
        return random.Shuffled(random.Shuffled(pairs).Take(decided).SelectMany(p => new[] { p.First, p.Second }).Concat(open.Take(maybes)));
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
            Count(draft, next, 1);
        }

        return result;
    }

    private void Count(FindingDraft draft, FindingQuestion question, int change)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(articles, draft.Row, out _) += change;
        CollectionsMarshal.GetValueRefOrAddDefault(surplus, (question.Kind, question.Form), out _) += change * Sign(question);
    }

    /// <summary>How many more of its answer there are in its form.</summary>
    private int Surplus(FindingQuestion question) => surplus.GetValueOrDefault((question.Kind, question.Form)) * Sign(question);

    private static int Sign(FindingQuestion question) => question.Decision switch { "yes" => 1, "no" => -1, _ => 0 };
}
