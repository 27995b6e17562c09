using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>What a question's terms count in a library: their idf, ln(1 + (N − n + ½) / (n + ½)), times their weight in the question.</summary>
internal sealed class TermWeights
{
    private readonly double[] _weights;
    private readonly double[] _idf;
    private readonly bool[] _known;

    private TermWeights(IReadOnlyList<QuestionTerm> terms, double[] idf, bool[] known)
    {
        Terms = terms;
        (_idf, _known) = (idf, known);
        _weights = [.. terms.Select((term, i) => term.Weight * idf[i])];
        Total = _weights.Sum();
    }

    public IReadOnlyList<QuestionTerm> Terms { get; }

    /// <summary>The sum of all weights.</summary>
    public double Total { get; }

    /// <summary>Counts the terms in an index. A term is as frequent as the most frequent of what stands for it.</summary>
    public static async Task<TermWeights> CountAsync(IPassageIndex index, IReadOnlyList<QuestionTerm> terms, CancellationToken cancellationToken)
    {
        string[] words = [.. terms.SelectMany(term => term.Alternatives.Prepend(term.Word)).Distinct(StringComparer.Ordinal)];
        var counts = await index.CountWordsAsync(words, cancellationToken);
        var holding = words.Zip(counts.Holding).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        long[] most = [.. terms.Select(term => term.Alternatives.Prepend(term.Word).Max(word => holding[word]))];
        return new(terms, [.. most.Select(n => Math.Log(1 + ((counts.Passages - n + 0.5) / (n + 0.5))))], [.. most.Select(n => n > 0)]);
    }

    /// <summary>The weighted share of the terms that texts hold together.</summary>
    public double Share(params ReadOnlySpan<StemmedText> texts)
    {
        var held = 0.0;
        for (var i = 0; i < Terms.Count; i++)
        {
            held += Holds(i, texts) ? _weights[i] : 0;
        }

        return Total > 0 ? held / Total : 0;
    }

    /// <summary>The weighted share of the terms that stand nowhere in the library.</summary>
    public double UnknownShare() => Total > 0 ? _weights.Where((_, i) => !_known[i]).Sum() / Total : 0;

    /// <summary>Whether texts hold the term of the largest weight.</summary>
    public bool HoldRarest(params ReadOnlySpan<StemmedText> texts) => _weights.Length > 0 && Holds(Array.IndexOf(_weights, _weights.Max()), texts);

    /// <summary>The BM25 score that a passage comes near which holds every term again and again.</summary>
    public double ReachableScore(double k1) => Terms.Select((term, i) => term.IsFromBefore ? 0 : _idf[i] * (k1 + 1)).Sum();

    private bool Holds(int term, ReadOnlySpan<StemmedText> texts)
    {
        foreach (var text in texts)
        {
            if (text.Holds(Terms[term].Stem))
            {
                return true;
            }

            foreach (var other in Terms[term].AlternativeStems)
            {
                if (text.Holds(other))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
