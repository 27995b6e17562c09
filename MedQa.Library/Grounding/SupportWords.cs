using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MedQa.Library.Documents;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>
/// Takes sentences apart into <see cref="SupportWord"/>s. Case, accents, white space, a list's mark, articles, contractions
/// (<c>don't</c>) and number words make no difference; signs outside words do, but for punctuation.
/// </summary>
internal static partial class SupportWords
{
    private const string Punctuation = ".,;:!\"'()[]{}-\u2010\u2011\u2013\u2014\u2026\u2018\u2019\u201c\u201d\u00ab\u00bb*\u2022_`";

    private const string Contracted = "n't";

    private static readonly FrozenSet<string> Articles = "a an the".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // "A few" says some, "few" says hardly any.
    private static readonly FrozenSet<string> TakesItsArticle = "few little bit lot number".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Numbers =
        "zero one two three four five six seven eight nine ten eleven twelve".Split(' ').Select((word, i) => KeyValuePair.Create(word, i.ToString(CultureInfo.InvariantCulture)))
            .Where(pair => pair.Key != "one").ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The words of a sentence, in order.</summary>
    public static SupportWord[] Of(string sentence)
    {
        var words = new List<SupportWord>();
        var marks = new StringBuilder();
        var end = ListMark.Length(sentence);
        foreach (var word in TextWords.Of(sentence))
        {
            if (word.Start < end)
            {
                continue;
            }

            AddSigns(sentence[end..word.Start], words, marks);
            end = word.End;
            if (char.IsAsciiDigit(word.Text[0]))
            {
                var number = Number().Match(sentence, word.Start);
                Add(words, marks, Thousands().Replace(number.Value, ""));
                end = number.Index + number.Length;
                if (end < word.End)
                {
                    Add(words, marks, TextWords.Fold(sentence[end..word.End]));
                    end = word.End;
                }
            }
            else
            {
                Add(words, marks, Spelled(sentence, word));
            }
        }

        AddSigns(sentence[end..], words, marks);
        return WithoutArticles(words);
    }

    /// <summary>What stands between two words: marks are kept with the next word, other signs are words.</summary>
    private static void AddSigns(string between, List<SupportWord> words, StringBuilder marks)
    {
        for (var i = 0; i < between.Length; i++)
        {
            var inRange = between.Length == 1 && between[0] is '-' or '\u2013' && words.Count > 0 && char.IsAsciiDigit(words[^1].Text[0]);
            if (char.IsWhiteSpace(between[i]) || char.GetUnicodeCategory(between[i]) == UnicodeCategory.Format)
            {
                continue;
            }

            if (Punctuation.Contains(between[i], StringComparison.Ordinal) && !inRange && !IsMinus(between, i))
            {
                marks.Append(between[i]);
            }
            else
            {
                Add(words, marks, between[i] == '\u2013' ? "-" : between[i].ToString());
            }
        }
    }

    private static bool IsMinus(string between, int at) => between[at] == '-' && at == between.Length - 1 && at > 0 && char.IsWhiteSpace(between[at - 1]);

    private static string Spelled(string sentence, TextWord word)
    {
        var small = TextWords.Fold(word.Text);
        var apostrophe = word.Start > 1 && sentence[word.Start - 1] is '\'' or '\u2019';
        return apostrophe
            ? small switch { "t" => Contracted, "re" => "are", "ve" => "have", "ll" => "will", "m" => "am", "d" => "would", _ => small }
            : Numbers.TryGetValue(small, out var digits) ? digits : SupportSpelling.Of(small);
    }

    private static void Add(List<SupportWord> words, StringBuilder marks, string text)
    {
        // "Don't" comes as "don" and "t".
        if (text == Contracted && words.Count > 0)
        {
            words[^1] = words[^1] with { Text = words[^1].Text switch { "can" => "can", "won" => "will", "shan" => "shall", var verb => verb.TrimEnd('n') } };
        }

        var before = text == Contracted ? "" : marks.ToString();
        marks.Clear();
        if (text == "cannot")
        {
            words.Add(new("can", before));
            words.Add(new("not", ""));
        }
        else
        {
            words.Add(new(text == Contracted ? "not" : text, before));
        }
    }

    private static SupportWord[] WithoutArticles(List<SupportWord> words)
    {
        var kept = new List<SupportWord>(words.Count);
        var marks = "";
        for (var i = 0; i < words.Count; i++)
        {
            if (Articles.Contains(words[i].Text) && !(i + 1 < words.Count && TakesItsArticle.Contains(words[i + 1].Text)))
            {
                marks += words[i].Before;
            }
            else
            {
                kept.Add(words[i] with { Before = marks + words[i].Before });
                marks = "";
            }
        }

        return [.. kept];
    }

    [GeneratedRegex(@"\G[0-9]+(?:[.,][0-9]+)*")]
    private static partial Regex Number();

    [GeneratedRegex(",(?=[0-9]{3}(?![0-9]))")]
    private static partial Regex Thousands();
}
