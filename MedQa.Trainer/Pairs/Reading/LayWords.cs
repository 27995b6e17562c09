using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>
/// Words and phrases of one meaning, so that a question does not always have its passage's words: a list of what patients and
/// doctors call the same thing, and WordNet's synonyms of medical words that have one meaning only.
/// </summary>
internal sealed partial class LayWords
{
    private const int LongestPhrase = 3;

    private readonly Dictionary<string, string[]> lay;
    private readonly Dictionary<string, string[]> wordNet;

    private LayWords(Dictionary<string, string[]> wordNet)
    {
        this.wordNet = wordNet;
        lay = Lines().Select(l => l.Split('|')).ToDictionary(l => l[0], l => l[1..], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>With WordNet's synonyms: of each synset that is medical, its words that stand in no other synset.</summary>
    /// <param name="synsets"><c>words[]</c>, <c>medical</c>.</param>
    public static LayWords WithWordNet(IEnumerable<JsonElement> synsets)
    {
        var senses = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var medical = new List<string[]>();
        foreach (var synset in synsets)
        {
            string[] words = [.. synset.GetProperty("words").EnumerateArray().Select(w => PairText.OneLine(w.GetString()!))];
            foreach (var word in words)
            {
                senses[word] = senses.GetValueOrDefault(word) + 1;
            }

            if (words.Length > 1 && synset.TryGetProperty("medical", out var isMedical) && isMedical.ValueKind == JsonValueKind.True)
            {
                medical.Add(words);
            }
        }

        var synonyms = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var words in medical.Select(m => Array.FindAll(m, w => senses[w] == 1 && Plain().IsMatch(w))).Where(w => w.Length > 1))
        {
            foreach (var word in words)
            {
                synonyms[word] = Array.FindAll(words, w => w != word);
            }
        }

        return new LayWords(synonyms);
    }

    /// <summary>Puts another phrase in the place of one that has any; null where none has.</summary>
    /// <param name="text">A question.</param>
    /// <param name="kept">A part of it that stays as it is, or empty.</param>
    public string? Vary(string text, string kept, PairRandom random)
    {
        var words = Word().Matches(text).ToArray();
        var choices = new List<(int Start, int End, string[] Others)>();
        var at = kept.Length == 0 ? -1 : text.IndexOf(kept, StringComparison.OrdinalIgnoreCase);
        for (var i = 0; i < words.Length; i++)
        {
            for (var length = Math.Min(LongestPhrase, words.Length - i); length > 0; length--)
            {
                var (start, end) = (words[i].Index, words[i + length - 1].Index + words[i + length - 1].Length);
                if ((at >= 0 && start < at + kept.Length && end > at) || !(Find(text[start..end]) is { Length: > 0 } others))
                {
                    continue;
                }

                choices.Add((start, end, others));
                i += length - 1;
                break;
            }
        }

        if (choices.Count == 0)
        {
            return null;
        }

        var (from, to, phrases) = random.Of(choices);
        var other = random.Of(phrases);
        return string.Concat(text.AsSpan(0, from), from == 0 ? PairText.Capitalised(other) : other, text.AsSpan(to));
    }

    /// <summary>Each line: a word or phrase, and what it may be replaced with.</summary>
    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(LayWords).Assembly.GetManifestResourceStream(typeof(LayWords), "lay-words.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private string[]? Find(string phrase) => lay.GetValueOrDefault(phrase) ?? wordNet.GetValueOrDefault(phrase);

    [GeneratedRegex(@"[\p{L}][\p{L}'-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>A word or phrase that can stand in a sentence.</summary>
    [GeneratedRegex(@"^[\p{L}][\p{L} '-]{3,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
