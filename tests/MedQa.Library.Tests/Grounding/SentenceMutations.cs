using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MedQa.Library.Tests.Grounding;

/// <summary>Makes other sentences out of one, by what it leaves out or by what it puts in a word's place; by rules that know nothing of the ones under test.</summary>
internal static partial class SentenceMutations
{
    private static readonly string[] Names =
        ["ibuprofen", "amoxicillin", "warfarin", "aspirin", "paracetamol", "insulin", "metformin", "statins", "codeine", "asthma", "migraine", "stroke", "diabetes", "pneumonia", "sepsis"];

    private static readonly string[][] Groups =
    [
        ["opioid", "morphine", "codeine"], ["opioids", "morphine", "codeine"], ["amoxicillin", "antibiotic", "penicillin"], ["sertraline", "fluoxetine"], ["cetirizine", "loratadine"], ["cancer", "growth", "tumour"],
        ["poison", "bleach"], ["doctor", "pharmacist", "nurse"], ["before", "after"], ["more", "less"], ["high", "low"], ["higher", "lower"], ["over", "under"], ["raises", "lowers"], ["always", "never", "often", "rarely"],
        ["adult", "child", "baby"], ["days", "weeks", "hours"], ["left", "right"], ["if", "unless"], ["with", "without"], ["must", "may"], ["at most", "at least"], ["all", "some"], ["can", "cannot"], ["is", "is not"], ["are", "are not"],
    ];

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>The sentences that say less: each beginning, each end, without each part between commas, each word, each run of up to six words.</summary>
    public static IEnumerable<string> Shorter(string sentence)
    {
        var words = sentence.TrimEnd('.').Split(' ');
        for (var start = 0; start < words.Length; start++)
        {
            for (var length = 1; start + length <= words.Length; length++)
            {
                if (start == 0 || length <= 6 || start + length == words.Length)
                {
                    yield return Written(words[..start].Concat(words[(start + length)..]));
                }
            }
        }

        var parts = sentence.TrimEnd('.').Split(", ");
        for (var i = 0; parts.Length > 1 && i < parts.Length; i++)
        {
            yield return Written([string.Join(", ", parts.Where((_, j) => j != i))]);
        }
    }

    /// <summary>The sentences that say something else: another name, number, word of a pair or ending, a denial put in, two words near each other swapped.</summary>
    public static IEnumerable<string> Other(string sentence)
    {
        foreach (var name in Names.Where(name => Whole(name).IsMatch(sentence)))
        {
            foreach (var other in Names.Where(other => other != name))
            {
                yield return Written([Whole(name).Replace(sentence, other)]);
            }
        }

        foreach (var group in Groups)
        {
            foreach (var word in group.Where(word => Whole(word).IsMatch(sentence)))
            {
                foreach (var other in group.Where(other => other != word))
                {
                    yield return Written([Whole(word).Replace(sentence, other, 1)]);
                }
            }
        }

        foreach (Match number in Number().Matches(sentence))
        {
            yield return sentence[..number.Index] + (int.Parse(number.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) + sentence[(number.Index + number.Length)..];
            foreach (var sign in number.Index == 0 || char.IsWhiteSpace(sentence[number.Index - 1]) ? new[] { "-", ".", "-." } : [])
            {
                yield return sentence.Insert(number.Index, sign);
            }
        }

        var words = sentence.TrimEnd('.').Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            yield return Written([.. words[..i], "not", .. words[i..]]);
            var word = words[i].TrimEnd(',');
            foreach (var ending in word.Length > 4 && char.IsLetter(word[^1]) ? new[] { word[..^1], word[..^3], word + "s", word + "ing", word.TrimEnd('e') + "ed" } : [])
            {
                yield return Written([.. words[..i], ending, .. words[(i + 1)..]]);
            }

            for (var j = i + 1; j < words.Length && j < i + 6; j++)
            {
                string[] swapped = [.. words];
                (swapped[i], swapped[j]) = (words[j].Trim(','), words[i].Trim(','));
                yield return Written(swapped);
            }
        }
    }

    private static string Written(IEnumerable<string> words)
    {
        var text = string.Join(' ', words).Trim(' ', ',', '.', ';');
        return text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    private static Regex Whole(string word) => Patterns.GetOrAdd(word, key => new($@"\b{key}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
