using MedQa.Library.Grounding;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>
/// Lays a drill's context out: the sentence that is asked for among others that share words with the question, each with at most
/// <see cref="MostShare"/> of what the sentence holds of it. Neighbours stand together under their title, the pieces in a random order.
/// </summary>
internal sealed class DrillContext(DrillCorpus corpus, DrillOptions options)
{
    /// <summary>The most that another sentence may hold of the question, as a share of what the right one holds.</summary>
    public const double MostShare = 0.72;

    /// <summary>The least that the right sentence holds of the question, see <see cref="DrillCorpus.Held"/>.</summary>
    public const double LeastHeld = 5;

    private const int Tries = 14;
    private const int LongestHeading = 40;

    /// <summary>The context's pieces; null where the sentence holds too little of the question or too few others fit.</summary>
    public IReadOnlyList<string>? Of(DrillQuestion question, DrillSentence target, PairRandom random)
    {
        var held = corpus.Held(question.Wanted, target);
        if (held < LeastHeld)
        {
            return null;
        }

        var count = options.FewestSentences + random.Below(options.MostSentences - options.FewestSentences + 1);
        var room = options.FewestWords + random.Below(options.MostWords - options.FewestWords + 1) - target.Words;
        var chosen = new List<DrillSentence> { target };
        for (var i = 0; i < Tries && chosen.Count < count; i++)
        {
            var run = 1 + Math.Max(0, random.Below(5) - 2);
            for (var other = Other(question, target, random); other is not null && run > 0 && chosen.Count < count; other = other.Next, run--)
            {
                if (other.Words > room || corpus.Held(question.Wanted, other) > MostShare * held || chosen.Exists(c => c.Text == other.Text))
                {
                    break;
                }

                chosen.Add(other);
                room -= other.Words;
            }
        }

        return chosen.Count < options.FewestSentences ? null : Pieces(question, chosen, target.Page, random);
    }

    /// <summary>A sentence of the same page (35%), one that shares a wanted stem (45%) or any (20%); null where chance finds none.</summary>
    private DrillSentence? Other(DrillQuestion question, DrillSentence target, PairRandom random)
    {
        var way = random.Below(100);
        if (way < 35)
        {
            return random.Of(target.Page.Sentences);
        }

        if (way >= 80)
        {
            return corpus.Any(random);
        }

        int[] shared = [.. question.Wanted.Where(s => corpus.With(s).Count > 0)];
        return shared.Length == 0 ? null : random.Of(corpus.With(random.Of(shared)));
    }

    private static string[] Pieces(DrillQuestion question, List<DrillSentence> chosen, DrillPage asked, PairRandom random) =>
        [.. random.Shuffled(chosen.GroupBy(s => s.Section, ReferenceEqualityComparer.Instance).Select(g => Piece(question, [.. g.OrderBy(s => s.Index)], asked, random)))];

    /// <summary>Most pieces have their title over them, and all whose title the question shares: without it they could not be told apart.</summary>
    private static string Piece(DrillQuestion question, DrillSentence[] sentences, DrillPage asked, PairRandom random)
    {
        var (page, section) = (sentences[0].Page, sentences[0].Section);
        var text = string.Join(' ', sentences.Select(s => s.Text));
        var isLabelled = random.Chance(0.85) || (question.NamesPage && page.NameStems.Any(asked.NameStems.Contains));
        var heading = section.Heading.TrimEnd(':');
        return isLabelled ? ContextText.Of(PairText.Capitalised(page.Name), heading.Length is 0 or > LongestHeading ? [] : [heading], text) : text;
    }
}
