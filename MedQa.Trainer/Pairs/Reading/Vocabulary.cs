using MedQa.Library.Passages;
using MedQa.Library.Retrieval;
using MedQa.Model.Text;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>
/// The stems of content words, numbered in the order they come, and how rare each is: <c>ln((N + 1) / (n + 1))</c> of N sentences,
/// n of them with the stem. Content words are those that the library searches by. Not thread-safe.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);
    private readonly List<int> sentences = [];
    private int count;

    /// <summary>Cuts a text into sentences and counts their words.</summary>
    public IEnumerable<PageSentence> Read(string text)
    {
        foreach (var span in SentenceSplitter.Split(text))
        {
            yield return ReadSentence(PairText.OneLine(span.Of(text).ToString()));
        }
    }

    /// <summary>Counts a sentence's words.</summary>
    public PageSentence ReadSentence(string text)
    {
        var stems = Stems(text);
        count++;
        foreach (var stem in stems)
        {
            sentences[stem]++;
        }

        return new PageSentence(text, WordCount(text), stems);
    }

    /// <summary>The stems of a text's content words, each once.</summary>
    public int[] Stems(string text) => [.. QueryWords.Of(text).Select(Number).Distinct()];

    /// <summary>How rare a stem is.</summary>
    public double Rarity(int stem) => Math.Log((count + 1.0) / (sentences[stem] + 1));

    /// <summary>How rare the words of a set are, together.</summary>
    public double Mass(IEnumerable<int> stems) => stems.Sum(Rarity);

    /// <summary>The share of a set's mass that a text holds, 0 for an empty set.</summary>
    public double Share(int[] wanted, IEnumerable<int> held)
    {
        var all = Mass(wanted);
        return all <= 0 ? 0 : Mass(wanted.Intersect(held)) / all;
    }

    /// <summary>The number of words between white space.</summary>
    public static int WordCount(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private int Number(string word)
    {
        if (!words.TryGetValue(word, out var number))
        {
            var stem = word.Length > 3 ? PorterStemmer.Stem(word) : word;
            if (!numbers.TryGetValue(stem, out number))
            {
                number = numbers.Count;
                numbers.Add(stem, number);
                sentences.Add(0);
            }

            words.Add(word, number);
        }

        return number;
    }
}
