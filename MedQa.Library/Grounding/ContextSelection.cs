using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;

namespace MedQa.Library.Grounding;

/// <summary>
/// Chooses what a prompt holds of the best passages: all of them where they fit, else their best sentences, the best first. What a sentence
/// leans on comes with it, before it.
/// </summary>
internal static class ContextSelection
{
    // A sentence's share of the question's words counts with its title and headings, and less without; a later passage's a little less.
    private const double WithLabel = 0.7;
    private const double Alone = 0.3;
    private const double LaterPassage = 0.03;

    // With this share of the question's words a title with its headings says all that is asked: each sentence below is meant, the first ones most.
    private const double AllOfIt = 0.94;
    private const double LaterSentence = 0.01;

    /// <summary>The passages for the prompt, that with the best sentence first.</summary>
    public static IReadOnlyList<ContextPassage> Choose(IReadOnlyList<RetrievedPassage> passages, TermWeights weights, Func<IndexedPassage, PassageText> textOf, GroundingOptions options)
    {
        PassageText[] texts = [.. passages.Take(options.MostPassages).Select(found => textOf(found.Passage))];
        List<Place> places = [.. texts.SelectMany((text, passage) => Enumerable.Range(0, text.Sentences.Count).Where(i => !text.Orders[i]).Select(i => new Place(passage, i)))];
        bool[] isAllSaid = [.. texts.Select(text => weights.Share(text.Label) >= AllOfIt)];
        Place? best = null;
        if (places.Sum(place => Words(place)) > options.ContextWords)
        {
            (best, places) = Best(places.OrderByDescending(Score), options.ContextWords);
        }

        return [.. places.GroupBy(place => place.Passage).Select(group => Passage(texts[group.Key], group) with { Best = BestOf(group.Key) })];

        (int Sentence, double Bias)? BestOf(int passage) => best is { } place && place.Passage == passage && options.BestSentenceBias > 0 ? (place.Sentence, options.BestSentenceBias) : null;

        double Score(Place place)
        {
            var (text, sentence) = (texts[place.Passage], texts[place.Passage].Sentences[place.Sentence]);
            var alone = isAllSaid[place.Passage] ? 1 - (LaterSentence * place.Sentence) : weights.Share(sentence);
            return (WithLabel * weights.Share(text.Label, sentence)) + (Alone * alone) - (LaterPassage * place.Passage);
        }

        int Words(Place place) => CountWords(texts[place.Passage].Sentence(place.Sentence));

        (Place? Best, List<Place> Taken) Best(IEnumerable<Place> ranked, int most)
        {
            Place? first = null;
            var taken = new List<Place>();
            foreach (var place in ranked)
            {
                var needed = Needed(place).Except(taken).ToList();
                var words = needed.Sum(Words);
                if (words > most)
                {
                    continue;
                }

                first ??= place;
                taken.AddRange(needed);
                most -= words;
            }

            return (first, taken);
        }

        // The sentence, after those that it leans on; one that leans on an order to the model is not needed.
        IEnumerable<Place> Needed(Place place)
        {
            var first = FirstOfChain(texts[place.Passage], place.Sentence);
            return Enumerable.Range(first, place.Sentence - first + 1).Where(i => !texts[place.Passage].Orders[i]).Select(i => place with { Sentence = i });
        }
    }

    /// <summary>The sentence that a sentence leans on in the end: itself where it leans on none.</summary>
    private static int FirstOfChain(PassageText text, int sentence)
    {
        while (sentence > 0 && text.Leans[sentence])
        {
            sentence--;
        }

        return sentence;
    }

    /// <summary>A passage's sentences in the order they were taken in, but each right behind what it leans on.</summary>
    private static ContextPassage Passage(PassageText text, IEnumerable<Place> taken)
    {
        int[] sentences = [.. taken.Select(place => place.Sentence).GroupBy(sentence => FirstOfChain(text, sentence)).SelectMany(chain => chain.Order())];
        return new(text.Source, ContextText.Of(text.Source.DocumentTitle, text.Source.Passage.Headings, string.Join(' ', sentences.Select(text.Sentence))), sentences);
    }

    private static int CountWords(ReadOnlySpan<char> text)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            words += !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) ? 1 : 0;
        }

        return words;
    }

    private readonly record struct Place(int Passage, int Sentence);
}
