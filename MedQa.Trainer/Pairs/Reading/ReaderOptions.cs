using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>How many pairs are made to teach reading, and of what sorts.</summary>
internal sealed record ReaderOptions
{
    /// <summary>Pairs, all sorts together; a small corpus may give fewer.</summary>
    public int Count { get; init; } = 70_000;

    /// <summary>Share whose passages hold no answer, and whose answer says so.</summary>
    public double NegativeShare { get; init; } = 0.33;

    /// <summary>Share without passages, whose answer asks for one.</summary>
    public double BareShare { get; init; } = 0.03;

    /// <summary>Share with an order to the reader among the sentences of its passages.</summary>
    public double OrderShare { get; init; } = 0.05;

    /// <summary>Share whose passages begin with the answer, as the service begins a short prompt with the best sentence; elsewhere it stands anywhere.</summary>
    public double AnswerFirstShare { get; init; }

    /// <summary>Fewest words of a pair's passages, of which each pair draws its own budget.</summary>
    public int FewestWords { get; init; } = 60;

    /// <summary>Most words of a pair's passages.</summary>
    public int MostWords { get; init; } = 190;

    /// <summary>Decides every draw.</summary>
    public long Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; lists all that are.</exception>
    public void Validate()
    {
        var check = new OptionsCheck();
        check.Require(Count is >= 1 and <= 10_000_000, "count", "between 1 and 10000000", Count);
        check.Require(NegativeShare is >= 0 and <= 1, "negative-share", "between 0 and 1", NegativeShare);
        check.Require(BareShare is >= 0 and <= 1, "bare-share", "between 0 and 1", BareShare);
        check.Require(NegativeShare + BareShare <= 1, "negative-share and bare-share", "at most 1 together", NegativeShare + BareShare);
        check.Require(OrderShare is >= 0 and <= 1, "order-share", "between 0 and 1", OrderShare);
        check.Require(AnswerFirstShare is >= 0 and <= 1, "answer-first-share", "between 0 and 1", AnswerFirstShare);
        check.Require(FewestWords is >= 20 and <= 1000, "fewest-words", "between 20 and 1000", FewestWords);
        check.Require(MostWords >= FewestWords && MostWords <= 1000, "most-words", $"between fewest-words ({FewestWords}) and 1000", MostWords);
        check.ThrowIfAny();
    }
}
