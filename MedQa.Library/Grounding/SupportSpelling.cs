using System.Collections.Frozen;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>
/// When two words of a claim and of a passage are one and the same. This is not the search's list of synonyms: there a class stands for its
/// medicine and "growth" for "cancer"; here only spellings and a substance's other name count, and the endings of nouns and verbs.
/// </summary>
internal static class SupportSpelling
{
    // The first of each line is what the others become.
    private static readonly FrozenDictionary<string, string> Spellings = new[]
    {
        "diarrhoea diarrhea", "anaemia anemia", "oedema edema", "haemorrhage hemorrhage", "haemoglobin hemoglobin", "haemorrhoids hemorrhoids", "leukaemia leukemia",
        "oesophagus esophagus", "oestrogen estrogen", "foetus fetus", "paediatric pediatric", "paediatrician pediatrician", "tumour tumor", "colour color", "odour odor",
        "litre liter", "litres liters", "millilitre milliliter", "millilitres milliliters", "centre center", "fibre fiber", "programme program", "behaviour behavior",
        "faeces feces", "gynaecologist gynecologist", "anaesthetic anesthetic", "caesarean cesarean", "mould mold", "ageing aging", "practise practice",
        "paracetamol acetaminophen panadol tylenol", "adrenaline epinephrine", "salbutamol albuterol ventolin", "lidocaine lignocaine", "furosemide frusemide",
        "ibuprofen nurofen advil", "fluoxetine prozac", "warfarin coumadin", "sertraline zoloft",
    }.Select(line => line.Split(' ')).SelectMany(words => words.Skip(1).Select(word => KeyValuePair.Create(word, words[0]))).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Endings = ["", "e", "s", "es", "ed", "ing", "y", "ies", "ied", "ying", "d"];

    // What looks like another's ending.
    private static readonly FrozenSet<string> NoOthersForm = ["not", "no", "none", "news", "new", "needless", "us", "use", "used", "his", "this", "its", "as", "does", "do", "less"];

    /// <summary>A word in one spelling.</summary>
    /// <param name="word">In small letters.</param>
    public static string Of(string word) => Spellings.GetValueOrDefault(word, word);

    /// <summary>Whether both are one word, but for the ending of a noun or a verb.</summary>
    public static bool IsSame(string one, string other)
    {
        if (one == other)
        {
            return true;
        }

        var common = one.AsSpan().CommonPrefixLength(other);
        return common >= 3 && Endings.Contains(one[common..]) && Endings.Contains(other[common..]) && !NoOthersForm.Contains(one) && !NoOthersForm.Contains(other)
            && char.IsLetter(one[0]) && TextWords.Stem(one) == TextWords.Stem(other);
    }
}
