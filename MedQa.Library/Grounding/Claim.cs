using MedQa.Library.Retrieval;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>A sentence that passages are asked to support.</summary>
internal sealed class Claim
{
    /// <param name="sentence">The sentence.</param>
    public Claim(string sentence)
    {
        Words = ClaimWords.Of(sentence);
        Said = Words.FindAll(word => word.IsSaid);
        Stems = Words.Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);
        string[] stems = [.. Said.Select(word => word.Stem)];
        Others = [.. stems.Select((_, i) => LaySynonyms.Default.At(stems, i).Where(found => found.Words == 1).SelectMany(found => found.Alternatives).Select(TextWords.Stems).Where(other => !other.Contains(' ')).ToArray())];
    }

    /// <summary>All its words.</summary>
    public List<ClaimWord> Words { get; }

    /// <summary>Those that say something, without denials.</summary>
    public List<ClaimWord> Said { get; }

    /// <summary>The stems of all its words.</summary>
    public IReadOnlySet<string> Stems { get; }

    /// <summary>Stems of single words that stand for each of <see cref="Said"/>.</summary>
    public IReadOnlyList<string[]> Others { get; }
}
