using System.Collections.Frozen;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>Sentences in a row of a passage, held against a claim.</summary>
internal sealed class SupportWindow
{
    // So many words apart, of those that say something, words still count as neighbours: a small cut leaves a gap.
    private const int Near = 4;

    // With so few words that count, each must be found.
    private const int FewWords = 3;

    // What the order counts, and what share of neighbours a window of several sentences must keep.
    private const double OrderCounts = 0.15;
    private const double LeastOrder = 0.7;

    // A word found by what stands for it.
    private const double OtherCounts = 0.9;

    // Of a sentence with a condition so much must be claimed that leaving the condition out matters.
    private const double MostOfIt = 0.5;

    private static readonly FrozenSet<string> Conditions = Stems("unless except only until");

    private static readonly FrozenSet<string> ConditionsOfOrders = Stems("if when");

    private static readonly FrozenSet<string> OrderVerbs = Stems("take stop call ask use give see get go tell seek start finish book eat drink press keep");

    private readonly Claim _claim;
    private readonly SupportText _text;
    private readonly int _first;
    private readonly int _length;
    private readonly List<ClaimWord> _words;
    private readonly List<ClaimWord> _said;

    /// <summary>Where the words of each sentence end in <see cref="_said"/>; the first sentence begins at 0.</summary>
    private readonly int[] _ends;
    private readonly ILookup<string, int> _places;

    /// <summary>Where each word of the claim was found: its stem in the window, or null.</summary>
    private readonly string?[] _found;

    public SupportWindow(Claim claim, SupportText text, int first, int length)
    {
        (_claim, _text, _first, _length) = (claim, text, first, length);
        _words = text.Window(first, length);
        _said = _words.FindAll(word => word.IsSaid);
        var end = 0;
        _ends = [.. Enumerable.Range(first, length).Select(i => end += text.Sentences[i].Count(word => word.IsSaid))];
        _places = _said.Select((word, i) => (word.Stem, i)).ToLookup(pair => pair.Stem, pair => pair.i, StringComparer.Ordinal);
        _found = [.. claim.Said.Select((word, i) => _places.Contains(word.Stem) ? word.Stem : Array.Find(claim.Others[i], _places.Contains))];
    }

    /// <summary>The weighted share of the claim's words that the window holds.</summary>
    public double Coverage()
    {
        var (found, all) = (0.0, 0.0);
        for (var i = 0; i < _claim.Said.Count; i++)
        {
            var word = _claim.Said[i];
            all += word.Weight;
            found += word.Weight * (_found[i] is null ? InLabel(word) ? 1 : 0 : _found[i] == word.Stem ? 1 : OtherCounts);
        }

        return all > 0 ? found / all : 0;
    }

    /// <summary>How fully the window says the claim, 0 to 1; 0 where it cannot support it.</summary>
    public double Score(double coverage)
    {
        if (coverage <= 0 || (coverage < OtherCounts && _claim.Said.Count(word => word.Weight >= 1) <= FewWords) || Contradicts())
        {
            return 0;
        }

        var order = Order();
        return _length > 1 && order < LeastOrder ? 0 : ((1 - OrderCounts) * coverage) + (OrderCounts * order);
    }

    /// <summary>Whether the claim says something that the window does not bear, however many words they share.</summary>
    public bool Contradicts() =>
        LacksWhatMustBeThere() || NumbersDiffer() || NamesTurnedRound() || PutInAnothersPlace() || !DeniesAlike(_claim.Words, _words) || !DeniesAlike(_words, _claim.Words) || CutsCondition();

    private bool InLabel(ClaimWord word) => word.Kind is not (ClaimWordKind.Number or ClaimWordKind.Bound) && _text.Label.Contains(word.Stem);

    private bool LacksWhatMustBeThere() => _claim.Said.Where((word, i) =>
        _found[i] is null && !InLabel(word) && (word.IsName || word.Kind is ClaimWordKind.Number or ClaimWordKind.Bound)).Any();

    /// <summary>A number must count the same: the next word behind it is the same.</summary>
    private bool NumbersDiffer() => _claim.Said.Where((word, i) => word.Kind == ClaimWordKind.Number && i + 1 < _claim.Said.Count && !_places[word.Stem].Any(
        place => place + 1 < _said.Count && (_said[place + 1].Stem == _claim.Said[i + 1].Stem || _said[place + 1].Stem == _found[i + 1]))).Any();

    /// <summary>"A changes B" is not "B changes A": names keep their order.</summary>
    private bool NamesTurnedRound()
    {
        string[] names = [.. _claim.Said.Where(word => word.IsName && _places.Contains(word.Stem)).Select(word => word.Stem)];
        return Enumerable.Range(1, Math.Max(0, names.Length - 1)).Any(i => names[i - 1] != names[i] && !_places[names[i - 1]].Any(a => _places[names[i]].Any(b => b > a && SentenceOf(a) == SentenceOf(b))));
    }

    private int SentenceOf(int place) => Array.FindIndex(_ends, end => place < end);

    /// <summary>A word that is not in the window stands between neighbours that in the window have exactly one other between.</summary>
    private bool PutInAnothersPlace()
    {
        for (var i = 0; i < _claim.Said.Count; i++)
        {
            var word = _claim.Said[i];
            if (_found[i] is not null || word.Kind != ClaimWordKind.Content || InLabel(word))
            {
                continue;
            }

            var before = i == 0 ? _ends.Select(end => end - 1).Prepend(-1) : _found[i - 1] is { } left ? _places[left] : [];
            var behind = i == _claim.Said.Count - 1 ? _ends : _found[i + 1] is { } right ? _places[right] : [];
            if (before.Any(a => behind.Any(b => b == a + 2 && _said[a + 1].Kind == ClaimWordKind.Content && !_claim.Stems.Contains(_said[a + 1].Stem))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all that the one denies is denied by the other, if it speaks of it at all.</summary>
    private static bool DeniesAlike(List<ClaimWord> one, List<ClaimWord> other)
    {
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i].Kind == ClaimWordKind.Negation && Denied(one, i) is [var denied, ..] && other.Exists(word => word.Stem == denied) && !Denies(other, denied, one))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text denies a word: it is the first behind a denial, or the second and the first is not in the other text.</summary>
    private static bool Denies(List<ClaimWord> words, string denied, List<ClaimWord> other) => Enumerable.Range(0, words.Count).Any(i =>
        words[i].Kind == ClaimWordKind.Negation && Denied(words, i) is [var first, ..] all &&
        (first == denied || (all.Count > 1 && all[1] == denied && !other.Exists(word => word.Stem == first))));

    /// <summary>The first two words behind a denial.</summary>
    private static List<string> Denied(List<ClaimWord> words, int negation) => [.. words.Skip(negation + 1).Where(word => word.IsSaid).Take(2).Select(word => word.Stem)];

    /// <summary>Whether the claim says most of a sentence and leaves out the condition that it stands under.</summary>
    private bool CutsCondition()
    {
        for (var i = _first; i < _first + _length; i++)
        {
            var words = _text.Sentences[i];
            var ordered = words.Count > 0 && (OrderVerbs.Contains(words[0].Stem) || (words.Count > 1 && words[0].Stem == "do" && words[1].Kind == ClaimWordKind.Negation));
            var condition = words.FindIndex(1 < words.Count ? 1 : 0, word => (Conditions.Contains(word.Stem) || (ordered && ConditionsOfOrders.Contains(word.Stem))) && !_claim.Stems.Contains(word.Stem));
            if (condition > 0 && Share(words.Take(condition)) >= MostOfIt)
            {
                return true;
            }
        }

        return false;

        double Share(IEnumerable<ClaimWord> words)
        {
            List<ClaimWord> said = [.. words.Where(word => word.Weight >= 1)];
            return said.Count == 0 ? 0 : said.Count(word => _claim.Stems.Contains(word.Stem)) / (double)said.Count;
        }
    }

    /// <summary>The share of the claim's neighbours that stand near each other and in this order in the window.</summary>
    private double Order()
    {
        string[] said = [.. _found.Where(stem => stem is not null).Select(stem => stem!)];
        return said.Length < 2 ? 1 : Enumerable.Range(1, said.Length - 1).Count(i => _places[said[i - 1]].Any(a => _places[said[i]].Any(b => b > a && b - a <= Near))) / (double)(said.Length - 1);
    }

    private static FrozenSet<string> Stems(string words) => words.Split(' ').Select(TextWords.Stem).ToFrozenSet(StringComparer.Ordinal);
}
