using MedQa.Library.Indexing;
using MedQa.Library.Text;

namespace MedQa.Library.Retrieval;

/// <summary>What a question's terms count in a library: their idf, ln(1 + (N − n + ½) / (n + ½)), times their weight in the question.</summary>
internal sealed class TermWeights
{
    // Words this rare need what stands for them; a library that has the word itself is searched with it.
    private const long FewPassages = 3;
    private const long OneInRare = 2_000;

    // A text with the question's own word is before one that says it otherwise.
    private const double StandIn = 0.95;

    private readonly double[] _weights;
    private readonly bool[] _known;
    private readonly bool[] _rare;

    private TermWeights(IReadOnlyList<QuestionTerm> terms, double[] weights, bool[] known, bool[] rare, double largestIdf)
    {
        (Terms, _weights, _known, _rare, LargestIdf) = (terms, weights, known, rare, largestIdf);
        Total = _weights.Sum();
    }

    public IReadOnlyList<QuestionTerm> Terms { get; }

    /// <summary>The sum of all weights.</summary>
    public double Total { get; }

    /// <summary>The idf of a word that stands nowhere.</summary>
    public double LargestIdf { get; }

    /// <summary>Whether so few passages hold the word itself that the search needs what stands for it.</summary>
    public bool IsRare(int term) => _rare[term];

    /// <summary>Counts the terms in an index. A term is as frequent as the most frequent of what stands for it.</summary>
    public static async Task<TermWeights> CountAsync(IPassageIndex index, IReadOnlyList<QuestionTerm> terms, CancellationToken cancellationToken)
    {
        string[] words = [.. terms.SelectMany(term => term.Alternatives.Prepend(term.Word)).Distinct(StringComparer.Ordinal)];
        var counts = await index.CountWordsAsync(words, cancellationToken);
        var holding = words.Zip(counts.Holding).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        long[] most = [.. terms.Select(term => term.Alternatives.Prepend(term.Word).Max(word => holding[word]))];
        var rare = Math.Max(FewPassages, counts.Passages / OneInRare);
        return new(
            terms, [.. terms.Select((term, i) => term.Weight * Idf(counts.Passages, most[i]))], [.. most.Select(n => n > 0)], [.. terms.Select(term => holding[term.Word] <= rare)],
            Idf(counts.Passages, 0));
    }

    /// <summary>The weighted share of the terms that texts hold together, one by what stands for it a little less.</summary>
    public double Share(params ReadOnlySpan<StemmedText> texts)
    {
        var held = 0.0;
        for (var i = 0; i < Terms.Count; i++)
        {
            held += HeldShare(i, texts) * _weights[i];
        }

        return Total > 0 ? held / Total : 0;
    }

    /// <summary>The weighted share of the terms that stand nowhere in the library.</summary>
    public double UnknownShare() => Total > 0 ? _weights.Where((_, i) => !_known[i]).Sum() / Total : 0;

    /// <summary>Of the terms of the largest weights the share that texts hold.</summary>
    public double HeldOfHeaviest(int count, params ReadOnlySpan<StemmedText> texts)
    {
        int[] heaviest = [.. Enumerable.Range(0, Terms.Count).OrderByDescending(i => _weights[i]).Take(count)];
        var held = 0.0;
        foreach (var term in heaviest)
        {
            held += Holds(term, texts) ? 1 : 0;
        }

        return heaviest.Length > 0 ? held / heaviest.Length : 0;
    }

    /// <summary>The largest weight of a term that texts do not hold, of <see cref="LargestIdf"/>.</summary>
    public double LargestMissing(params ReadOnlySpan<StemmedText> texts)
    {
        var largest = 0.0;
        for (var i = 0; i < Terms.Count; i++)
        {
            largest = Holds(i, texts) ? largest : Math.Max(largest, _weights[i]);
        }

        return largest / LargestIdf;
    }

    private static double Idf(long passages, long holding) => Math.Log(1 + ((passages - holding + 0.5) / (holding + 0.5)));

    private bool Holds(int term, ReadOnlySpan<StemmedText> texts) => HeldShare(term, texts) > 0;

    /// <summary>1 where texts hold a term's own word, <see cref="StandIn"/> where they hold what stands for it, else 0.</summary>
    private double HeldShare(int term, ReadOnlySpan<StemmedText> texts)
    {
        var held = 0.0;
        foreach (var text in texts)
        {
            if (text.Holds(Terms[term].Stem))
            {
                return 1;
            }

            foreach (var other in Terms[term].AlternativeStems)
            {
                held = held == 0 && text.Holds(other) ? StandIn : held;
            }
        }

        return held;
    }
}
