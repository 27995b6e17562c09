using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Sentences that only the sentence before makes clear, because a pronoun stands for what they speak of.</summary>
internal static class Leaning
{
    private static readonly FrozenSet<string> Pronouns = Set("it its they them their theirs this these those that he him his she her hers such");

    // What may stand before a pronoun without being what it stands for.
    private static readonly FrozenSet<string> NothingNamed = Set(
        "if when while once because as after before until unless although though since so and but or also then however do not never only always can may should must will would could might to in on at for of with from by about " +
        "you your one take stop use give call ask see get go keep start avoid tell let make put doctor");

    private static readonly FrozenSet<string> Subjects = Set("it they this these");

    /// <summary>Whether a pronoun comes before anything that it could stand for; <c>it is common to …</c> stands for nothing.</summary>
    public static bool Leans(ReadOnlySpan<SupportWord> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (Pronouns.Contains(words[i].Text))
            {
                return !IsEmpty(words[i..]) && !(i > 0 && IsConjunction(words[i - 1].Text, words[i].Text));
            }

            if (!NothingNamed.Contains(words[i].Text))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether a sentence begins with a pronoun for its subject.</summary>
    public static bool HasPronounForSubject(ReadOnlySpan<SupportWord> words) => words.Length > 1 && Subjects.Contains(words[0].Text);

    /// <summary><c>So that …</c>, <c>see that …</c></summary>
    private static bool IsConjunction(string before, string word) => word == "such" || (word == "that" && before is "so" or "see" or "tell" or "ask" or "keep" or "make");

    /// <summary><c>It is common to …</c>, <c>it can help to …</c></summary>
    private static bool IsEmpty(ReadOnlySpan<SupportWord> words) => words.Length > 3 && words[0].Text == "it" && (words[3].Text is "to" or "that" || (words.Length > 4 && words[4].Text is "to" or "that"));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
