using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>Takes sentences apart into <see cref="ClaimWord"/>s.</summary>
internal static partial class ClaimWords
{
    private static readonly FrozenSet<string> Glue = Set(
        "a an the this that these those it its they them their theirs he him his she her hers you your yours i me my we us our ours one ones is are was were be been being am do does did has have had having " +
        "of to in on at by with for from as and or but so then there here which who whom whose what when where why how also too just own same both each any some can could may might will would shall " +
        "should s d ll m re ve if into such than because about up out e g i");

    private static readonly FrozenSet<string> Light = Set(
        "usually often sometimes generally typically commonly important also including include includes example possible known called certain various many several other another people person someone patient patients " +
        "well very quite really likely help need make get take get go come use used using way thing things time");

    private static readonly FrozenSet<string> Bounds = Set(
        "before after above below under over until unless only except during less more least most within all always every between against off down high low higher lower increase decrease rise fall left right " +
        "first second both early late must");

    private static readonly FrozenSet<string> Negations = Set("not no never without neither nor none nothing nobody cannot avoid");

    private static readonly FrozenDictionary<string, string> Numbers =
        "zero one two three four five six seven eight nine ten eleven twelve".Split(' ').Select((word, i) => KeyValuePair.Create(word, i.ToString(CultureInfo.InvariantCulture)))
            .Where(pair => pair.Key != "one").ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The words of a sentence, in order.</summary>
    public static List<ClaimWord> Of(string sentence)
    {
        var words = new List<ClaimWord>();
        var at = 0;
        foreach (var word in TextWords.Of(sentence))
        {
            if (word.Start < at)
            {
                continue;
            }

            if (char.IsAsciiDigit(word.Text[0]) && Number().Match(sentence, word.Start) is { Success: true } number && number.Index == word.Start)
            {
                at = number.Index + number.Length;
                words.Add(new(number.Value.Replace(",", "", StringComparison.Ordinal), ClaimWordKind.Number, false));
            }
            else
            {
                words.Add(Word(sentence, word, words.Count == 0));
            }
        }

        return words;
    }

    private static ClaimWord Word(string sentence, TextWord word, bool isFirst)
    {
        var small = TextWords.Fold(word.Text);
        if (Numbers.TryGetValue(small, out var digits))
        {
            return new(digits, ClaimWordKind.Number, false);
        }

        // The t of "don't" and "can't".
        var denies = small == "t" && word.Start > 1 && sentence[word.Start - 1] is '\'' or '\u2019';
        var stem = TextWords.Stem(word.Text);
        var kind = denies || Negations.Contains(small) ? ClaimWordKind.Negation
            : Bounds.Contains(small) ? ClaimWordKind.Bound
            : Glue.Contains(small) || small is "don" or "doesn" or "isn" or "aren" or "didn" or "won" or "wasn" or "weren" or "shouldn" or "couldn" or "wouldn" or "haven" or "hasn" ? ClaimWordKind.Glue
            : Light.Contains(small) ? ClaimWordKind.Light : ClaimWordKind.Content;
        var isName = kind == ClaimWordKind.Content && ((!isFirst && char.IsUpper(word.Text[0])) || MedicineEnding().IsMatch(small));
        return new(denies ? "not" : stem, kind, isName);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"[0-9]+(?:[.,][0-9]+)*")]
    private static partial Regex Number();

    [GeneratedRegex("^[a-z]{3,}(?:ol|cillin|mycin|cycline|oxacin|azole|statin|pril|sartan|dipine|olol|semide|thiazide|gliptin|formin|prazole|tidine|triptan|zepam|zolam|codone|morphine|caine|profen|fenac|coxib|mab|parin|xaban|vir|sone|solone|terol|phylline|amine|idine|oxetine|aline|apine|idone|farin|setron)$")]
    private static partial Regex MedicineEnding();
}
