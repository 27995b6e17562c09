using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Words that bind what a sentence says: a part that holds one is never left out.</summary>
internal static class BindingWords
{
    private static readonly FrozenSet<string> Denials = Set("not no never without neither nor none nothing nobody nowhere hardly barely avoid refuse wrong myth myths mistake false instead rather unlike");

    private static readonly FrozenSet<string> Conditions = Set(
        "if unless when whenever only until till provided providing once while whilst except excluding case long otherwise whether where wherever since but though although however yet despite");

    private static readonly FrozenSet<string> Bounds = Set(
        "before after above below under over up during less more fewer greater least most within all any always every each both either between against off down high low higher lower increase decrease " +
        "rise fall left right first second third last early late maximum minimum half twice daily weekly hour hours day days week weeks month months year years year-old age aged");

    private static readonly FrozenSet<string> Hedges = Set(
        "usually often sometimes rarely seldom occasionally may might can could would likely unlikely perhaps possibly probably mostly mainly main generally typically commonly normally about around nearly " +
        "almost some few little many mild severe seem seems appear appears");

    private static readonly FrozenSet<string> Advice = Set(
        "ask tell call see seek get go stop start take use give keep must should need needs needed doctor pharmacist nurse midwife specialist hospital emergency ambulance urgent urgently help advice safe unsafe");

    // What makes a list say more than its items one by one.
    private static readonly FrozenSet<string> Whole = Set("only unless except excluding until till provided providing both all each every either between together most main combined without than");

    private static readonly FrozenSet<string> Openings = Set(
        "in on at for from of to with by as after before during since because if when while once although though despite unless until like unlike who whom whose which that where especially above including such mainly even so but then");

    /// <summary>Whether a part of a sentence cannot be left out because of this word.</summary>
    public static bool Binds(string word) => IsNumber(word) || Denials.Contains(word) || Conditions.Contains(word) || Bounds.Contains(word) || Hedges.Contains(word) || Advice.Contains(word);

    /// <summary>Whether a word denies.</summary>
    public static bool Denies(string word) => Denials.Contains(word);

    /// <summary>Whether a word gives advice or an order.</summary>
    public static bool Advises(string word) => Advice.Contains(word);

    /// <summary>Whether the items of a list in a sentence with this word hold only together.</summary>
    public static bool HoldsTogether(string word) => IsNumber(word) || Whole.Contains(word) || (Denials.Contains(word) && word != "rather");

    /// <summary>Whether a word puts what follows under a condition.</summary>
    public static bool IsCondition(string word) => word is "if" or "when" or "whenever" or "while" or "once" or "case" or "where";

    /// <summary>Whether a word opens a phrase that says something about the rest, and no item of a list.</summary>
    public static bool OpensPhrase(string word) => Openings.Contains(word);

    private static bool IsNumber(string word) => !char.IsLetter(word[0]);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
