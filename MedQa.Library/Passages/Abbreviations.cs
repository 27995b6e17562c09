using System.Collections.Frozen;

namespace MedQa.Library.Passages;

/// <summary>Words that end in a full stop without ending a sentence, as medical English has them. Written small, without the last stop.</summary>
internal static class Abbreviations
{
    private static readonly FrozenSet<string> BeforeAName = Set(
        "dr mr mrs ms mx prof st rev hon sr jr capt col gen lt sgt fig figs tab eq eqs ref refs sec vol vols pp ed eds cf viz vs v ca approx resp incl excl esp e.g eg i.e ie spp sp subsp ssp var dept univ");

    private static readonly FrozenSet<string> BeforeANumber = Set("no nos nr p art ch chap jan feb mar apr jun jul aug sep sept oct nov dec");

    private static readonly FrozenSet<string> PerhapsLast = Set(
        "etc al a.m p.m am pm inc ltd co corp mg mcg kg g ml dl l mm cm min mins hr hrs h sec secs wk wks mo mos yr yrs tbsp tsp oz lb lbs b.i.d bid t.i.d tid q.i.d qid q.d p.r.n prn p.o po i.v i.m s.c");

    private static readonly FrozenSet<string> Starters = Set(
        "a an the this that these those it its he she they we you i in on at for from by with to of as if when while where after before during since because although though however therefore thus moreover furthermore " +
        "there here what who how why which some many most all each both no not patients people children adults doctors treatment symptoms do does is are was were can call seek take avoid see ask talk tell your our their");

    private static readonly FrozenSet<string> Lettered = Set(
        "vitamin vitamins hepatitis type types group groups class classes grade stage factor protein virus influenza flu category part panel option plan appendix immunoglobulin troponin antigen subtype strain toxin");

    /// <summary>Whether a name follows such a word, so that it ends no sentence whatever comes next.</summary>
    public static bool GoesBeforeAName(string word) => BeforeAName.Contains(word);

    /// <summary>Whether such a word is an abbreviation before a number only (<c>No. 5</c>, <c>Jan. 5</c>).</summary>
    public static bool GoesBeforeANumber(string word) => BeforeANumber.Contains(word);

    /// <summary>Whether such a word may end a sentence, which it does where a capital follows.</summary>
    public static bool MayEnd(string word) => PerhapsLast.Contains(word);

    /// <summary>Whether a sentence often begins with this word: decides after <c>U.S.</c> or <c>M.D.</c>, where a name may follow as well.</summary>
    public static bool Starts(string word) => Starters.Contains(word);

    /// <summary>Whether a single letter after this word is a name of its own, not a person's initial (<c>vitamin C.</c>).</summary>
    public static bool TakesALetter(string word) => Lettered.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
