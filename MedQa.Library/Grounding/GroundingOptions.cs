using MedQa.Library.Retrieval;

namespace MedQa.Library.Grounding;

/// <summary>How a question is prepared for an answer from the library.</summary>
public sealed record GroundingOptions
{
    /// <summary>The most words of all passages in the prompt together, without titles and headings; words are parted by white space.</summary>
    public int ContextWords { get; init; } = 600;

    /// <summary>The most passages in the prompt.</summary>
    public int MostPassages { get; init; } = 5;

    /// <summary>What is searched.</summary>
    public RetrievalMode Search { get; init; } = RetrievalMode.Both;

    /// <summary>From which relevance on passages are answered from, 0 to 1; null takes the relevance model's own threshold.</summary>
    public double? RelevanceThreshold { get; init; }

    /// <summary>
    /// What the logits of the sentence that holds most of the question gain over other quotes' where a required answer begins, from 0, where the model
    /// chooses alone. Counts where sentences were chosen for the prompt, not where whole passages fit.
    /// </summary>
    public double BestSentenceBias { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value does not fit; names it.</exception>
    public void Validate()
    {
        Check(ContextWords is >= 20 and <= 100_000, nameof(ContextWords), ContextWords, "from 20 to 100000");
        Check(MostPassages is >= 1 and <= 100, nameof(MostPassages), MostPassages, "from 1 to 100");
        Check(Enum.IsDefined(Search), nameof(Search), Search, "Both, Words or Meaning");
        Check(BestSentenceBias is >= 0 and <= 1000, nameof(BestSentenceBias), BestSentenceBias, "from 0 to 1000");
        Check(RelevanceThreshold is null or (>= 0 and <= 1), nameof(RelevanceThreshold), RelevanceThreshold, "from 0 to 1");
    }

    private static void Check(bool fits, string name, object? value, string range)
    {
        if (!fits)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} must be {range}, but is {value}."));
        }
    }
}
