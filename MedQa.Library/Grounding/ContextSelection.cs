using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;

namespace MedQa.Library.Grounding;

/// <summary>Chooses whole sentences of the best passages for a prompt of few words.</summary>
internal static class ContextSelection
{
    // A rest of the budget this small holds no sentence worth a passage's label.
    private const int FewestWords = 12;

    /// <summary>The passages for the prompt, the best first.</summary>
    public static IReadOnlyList<ContextPassage> Choose(IReadOnlyList<RetrievedPassage> passages, TermWeights weights, Func<IndexedPassage, PassageText> textOf, GroundingOptions options)
    {
        var chosen = new List<ContextPassage>();
        var left = options.ContextWords;
        foreach (var found in passages.Take(options.MostPassages))
        {
            if (left < FewestWords)
            {
                break;
            }

            var source = found.Passage;
            var text = textOf(source);
            var words = source.Passage.Sentences.Select(span => Words(span.Of(source.Passage.Text))).ToArray();
            int[] readable = [.. Enumerable.Range(0, words.Length).Where(i => !text.Orders[i])];
            var taken = readable.Sum(i => words[i]) <= left ? readable : Window(readable, words, left, i => weights.Share(text.Label, text.Sentences[i]));
            if (taken.Length > 0)
            {
                left -= taken.Sum(i => words[i]);
                var joined = string.Join(' ', taken.Select(text.Sentence));
                chosen.Add(new(source, ContextText.Of(source.DocumentTitle, source.Passage.Headings, joined), taken));
            }
        }

        return chosen;
    }

    /// <summary>The best sentence and its neighbours, as many as fit, the better neighbour first.</summary>
    private static int[] Window(int[] readable, int[] words, int most, Func<int, double> score)
    {
        var fitting = Array.FindAll(readable, i => words[i] <= most);
        if (fitting.Length == 0)
        {
            return [];
        }

        var first = Array.IndexOf(readable, fitting.MaxBy(score));
        var last = first;
        var left = most - words[readable[first]];
        while (true)
        {
            var before = first > 0 && words[readable[first - 1]] <= left ? score(readable[first - 1]) : -1;
            var behind = last + 1 < readable.Length && words[readable[last + 1]] <= left ? score(readable[last + 1]) : -1;
            if (before < 0 && behind < 0)
            {
                return readable[first..(last + 1)];
            }

            left -= words[readable[behind >= before ? ++last : --first]];
        }
    }

    private static int Words(ReadOnlySpan<char> text)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            words += !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) ? 1 : 0;
        }

        return words;
    }
}
