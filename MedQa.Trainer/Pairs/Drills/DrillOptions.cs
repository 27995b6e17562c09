using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>How many reading drills are made, and how long.</summary>
internal sealed record DrillOptions
{
    /// <summary>Most sentences or words that an option may ask for.</summary>
    private const int Longest = 1000;

    /// <summary>Drills to make.</summary>
    public int Count { get; init; } = 300_000;

    /// <summary>Fewest sentences of a drill's context; with one there is nothing to choose from.</summary>
    public int FewestSentences { get; init; } = 2;

    /// <summary>Most sentences of a drill's context; each drill draws its own number.</summary>
    public int MostSentences { get; init; } = 7;

    /// <summary>Least budget of words for a drill's sentences, of which each draws its own; titles and headings are not counted.</summary>
    public int FewestWords { get; init; } = 30;

    /// <summary>Largest budget of words, and so the most words of a drill's sentences.</summary>
    public int MostWords { get; init; } = 100;

    /// <summary>Decides every draw.</summary>
    public long Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; lists all that are.</exception>
    public void Validate()
    {
        var check = new OptionsCheck();
        check.Require(Count is >= 1 and <= 10_000_000, "count", "between 1 and 10000000", Count);
        check.Require(FewestSentences is >= 2 and <= Longest, "fewest-sentences", $"between 2 and {Longest}", FewestSentences);
        check.Require(MostSentences >= FewestSentences && MostSentences <= Longest, "most-sentences", $"between fewest-sentences ({FewestSentences}) and {Longest}", MostSentences);
        check.Require(FewestWords is >= 20 and <= Longest, "fewest-words", $"between 20 and {Longest}", FewestWords);
        check.Require(MostWords >= FewestWords && MostWords <= Longest, "most-words", $"between fewest-words ({FewestWords}) and {Longest}", MostWords);
        check.ThrowIfAny();
    }
}
