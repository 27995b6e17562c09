using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Sentences that only the sentence before makes clear: a word stands for what that one speaks of, or goes on from there.</summary>
internal static class Leaning
{
    private static readonly FrozenSet<string> Pronouns = WordSet.Of("it its they them their theirs this these those that he him his she her hers such");

    // No person is "it"; "they" may be persons or things.
    private static readonly FrozenSet<string> ForThings = WordSet.Of("it its this these those");
    private static readonly FrozenSet<string> ForMany = WordSet.Of("they them their theirs");

    // What an order may begin with: "cover it", "press them".
    private static readonly FrozenSet<string> Objects = WordSet.Of("it its them their this these those him his her");

    private static readonly FrozenSet<string> GoingOn = WordSet.Of("otherwise others another then so however but and or also here instead therefore thus yet still too former latter afterwards meanwhile");

    // "Both can be taken" speaks of two that stand before; "both arms and legs" does not.
    private static readonly FrozenSet<string> OfTwo = WordSet.Of("both neither either");

    // "Some need help" speaks of a part of what stands before; "some people need help" does not.
    private static readonly FrozenSet<string> Parts = WordSet.Of("some most none one all each many few several any two three");

    private static readonly FrozenSet<string> Verbs = WordSet.Of(
        "is are was were be been has have had do does did can cannot may might must will would should could need needs get gets go goes come comes cause causes make makes help helps work works " +
        "take takes use uses give gives last lasts start starts stop stops happen happens lead leads feel feels find finds become becomes affect affects include includes contain contains spread spreads hurt hurts harm harms");

    private static readonly FrozenSet<string> Persons = WordSet.Of(
        "adult adults child children baby babies infant infants toddler toddlers teenager teenagers people person persons patient patients man men woman women boy boys girl girls parent parents mother mothers father fathers " +
        "doctor doctors nurse nurses pharmacist pharmacists surgeon surgeons midwife midwives dentist dentists specialist specialists anyone everyone someone somebody anybody everybody nobody who i we us he she him her his hers " +
        "older younger young old elderly pregnant breastfeeding healthy");

    // What may stand before a pronoun without being what it stands for.
    private static readonly FrozenSet<string> NothingNamed = WordSet.Of(
        "if when while once because as after before until unless although though since so and but or also then however do does not never only always can may should must will would could might to in on at for of with from by about " +
        "you your one take stop use give call ask see get go keep start avoid tell let make put doctor " +
        "a an the is are was were be been has have had don t usually often sometimes mostly rarely slowly gently carefully quickly safely soon again now first please just even still " +
        "swallow chew crush rinse wash rub press cover hold apply pour cook remove clean leave finish carry bring store throw try need wear mix buy read eat taken used given stopped continue change");

    private static readonly FrozenSet<string> Judgements = WordSet.Of("common normal usual rare possible impossible important best better wise wrong");
    private static readonly FrozenSet<string> Beliefs = WordSet.Of("likely unlikely possible true important clear");

    // Verbs that follow an empty "it is best to"; "it is best to take with food" speaks of a medicine.
    private static readonly FrozenSet<string> Acts = WordSet.Of("ask see call talk speak tell get have feel be know catch find lose wait wake drive");

    /// <summary>
    /// Whether a sentence begins with a word that goes on from another one, or a pronoun comes before anything that it could stand for;
    /// <c>it is common to feel …</c> stands for nothing.
    /// </summary>
    public static bool Leans(string[] words) => BeginsInTheMiddle(words) || BeginsWithAPronoun(words) || StandsForNothingHere(words);

    private static bool BeginsInTheMiddle(string[] words) => words switch
    {
        ["instead", "of", ..] => false,
        ["if" or "when", "so" or "not", ..] => true,
        ["there", var next, ..] => !Verbs.Contains(next),
        [var first, ..] when OfTwo.Contains(first) => !IsPair(words),
        [var first, "of", var whole, ..] when Parts.Contains(first) => Pronouns.Contains(whole),
        [var first, var next, ..] when Parts.Contains(first) => Verbs.Contains(next),
        [var first, ..] => GoingOn.Contains(first),
        _ => false,
    };

    /// <summary><c>Both arms and legs …</c>, <c>either a doctor or a nurse …</c></summary>
    private static bool IsPair(string[] words) => words.Length > 1 && !Verbs.Contains(words[1]) && words.Take(6).Any(word => word is "and" or "or" or "nor");

    private static bool BeginsWithAPronoun(string[] words)
    {
        var named = Array.FindIndex(words, word => !NothingNamed.Contains(word));
        return named >= 0 && Pronouns.Contains(words[named])
            ? !IsEmpty(words.AsSpan(named)) && !(named > 0 && IsConjunction(words[named - 1], words[named]))
            : words.Length > 1 && Objects.Contains(words[1]);
    }

    private static bool StandsForNothingHere(string[] words)
    {
        var (things, persons) = (false, false);
        for (var i = 0; i < words.Length && !things; i++)
        {
            var word = words[i];
            if ((ForThings.Contains(word) || (!persons && ForMany.Contains(word))) && !IsEmpty(words.AsSpan(i)))
            {
                return true;
            }

            persons |= Persons.Contains(word);
            things = !Persons.Contains(word) && !NothingNamed.Contains(word) && !Pronouns.Contains(word);
        }

        return false;
    }

    /// <summary><c>So that …</c>, <c>see that …</c>, <c>such as …</c></summary>
    private static bool IsConjunction(string before, string word) => word == "such" || (word == "that" && before is "so" or "see" or "tell" or "ask" or "keep" or "make");

    /// <summary><c>It is common to feel …</c>, <c>it is likely that …</c></summary>
    private static bool IsEmpty(ReadOnlySpan<string> words) => words switch
    {
        ["it", "is", "the", "first" or "last", "time", ..] => true,
        ["it", "is" or "was", "not" or "also" or "often" or "usually" or "very" or "always", .. var rest] => IsJudgement(rest),
        ["it", "is" or "was", .. var rest] => IsJudgement(rest),
        ["it", "can" or "may", "be", .. var rest] => IsJudgement(rest),
        _ => false,
    };

    private static bool IsJudgement(ReadOnlySpan<string> words) => words switch
    {
        [var belief, "that", ..] => Beliefs.Contains(belief),
        [var judgement, "to", var act, ..] => Judgements.Contains(judgement) && Acts.Contains(act),
        _ => false,
    };
}
