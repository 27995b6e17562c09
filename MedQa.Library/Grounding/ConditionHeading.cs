using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Headings that say for whom or when what stands below them holds ("Adults", "If you are pregnant", "Severe burns").</summary>
internal static class ConditionHeading
{
    private static readonly FrozenSet<string> Conditions = WordSet.Of(
        "if when during while unless under over above below aged severe mild " +
        "adult adults child children baby babies infant infants newborn newborns toddler toddlers teenager teenagers elderly older younger young men man women woman people person patients patient " +
        "pregnant pregnancy pregnancies breastfeeding");

    /// <summary>Whether a heading or title names a person or a condition; "When to see a doctor" and "Over the counter" do not.</summary>
    public static bool Limits(string[] heading)
    {
        for (var i = 0; i < heading.Length; i++)
        {
            if (Conditions.Contains(heading[i]) && heading[i..] is not (["when", "to", ..] or ["over", "the", "counter", ..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a sentence says the same without it: it has all the heading's words.</summary>
    public static bool LeavesAlone(string[] heading, string[] sentence) => Array.TrueForAll(heading, sentence.Contains);
}
