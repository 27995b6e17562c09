using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Sentences that only the sentence before makes clear, because a pronoun stands for what that one speaks of.</summary>
internal static class Leaning
{
    private static readonly FrozenSet<string> Pronouns = Set("it its they them their theirs this these those that he him his she her hers such");

    // What an order may begin with: "cover it", "press them".
    private static readonly FrozenSet<string> Objects = Set("it its them their this these those him his her");

    // What may stand before a pronoun without being what it stands for.
    private static readonly FrozenSet<string> NothingNamed = Set(
        "if when while once because as after before until unless although though since so and but or also then however do not never only always can may should must will would could might to in on at for of with from by about " +
        "you your one take stop use give call ask see get go keep start avoid tell let make put doctor");

    /// <summary>Whether a pronoun comes before anything that it could stand for; <c>it is common to …</c> stands for nothing.</summary>
    public static bool Leans(string[] words)
    {
        var named = Array.FindIndex(words, word => !NothingNamed.Contains(word));
        return named >= 0 && Pronouns.Contains(words[named])
            ? !IsEmpty(words) && !(named > 0 && IsConjunction(words[named - 1], words[named]))
            : words.Length > 1 && Objects.Contains(words[1]);
    }

    /// <summary><c>So that …</c>, <c>see that …</c>, <c>such as …</c></summary>
    private static bool IsConjunction(string before, string word) => word == "such" || (word == "that" && before is "so" or "see" or "tell" or "ask" or "keep" or "make");

    /// <summary><c>It is common to …</c>, <c>it can help to …</c></summary>
    private static bool IsEmpty(string[] words) => words is ["it", _, _, "to" or "that", ..] or ["it", _, _, _, "to" or "that", ..];

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
