using MedQa.Library.Grounding;
using MedQa.Trainer.Grounded;

namespace MedQa.Trainer.Tests.Grounded;

public sealed class GroundedFiguresTests
{
    private static readonly GroundedPassage _right = new("right.md", "Right", "Signs", "It is so. It is blue.");
    private static readonly GroundedPassage _other = new("other.md", "Other", "Signs", "It is not.");

    /// <summary>Counted by hand: five questions that a page answers, four that none does.</summary>
    [Theory]
    [InlineData("foundFirst", 2, 5)]
    [InlineData("foundInFive", 4, 5)]
    [InlineData("inPrompt", 3, 4)]
    [InlineData("answered", 3, 5)]
    [InlineData("rightPage", 2, 5)]
    [InlineData("rightSentence", 1, 5)]
    [InlineData("answerableByRelevance", 1, 5)]
    [InlineData("answerableByReader", 1, 5)]
    [InlineData("answerableBySupport", 0, 5)]
    [InlineData("declined", 3, 4)]
    [InlineData("unanswerableByRelevance", 1, 4)]
    [InlineData("unanswerableByReader", 1, 4)]
    [InlineData("unanswerableBySupport", 1, 4)]
    [InlineData("supportedBefore", 6, 11)]
    [InlineData("supportedShown", 4, 5)]
    public void All_MadeUpAnswers_AreCounted(string name, int hits, int count)
    {
        var figure = Assert.Single(Figures().All(), f => f.Name == name);

        Assert.Equal((hits, count), (figure.Hits, figure.Count));
        Assert.Equal(hits / (double)count, figure.Share.Value, 1e-12);
        Assert.InRange(figure.Share.Value, figure.Share.Low, figure.Share.High);
    }

    [Fact]
    public void Groups_MadeUpAnswers_HaveEveryOutcome()
    {
        var groups = Figures().Groups();

        Assert.Equal([("plain", 3), ("lay", 2), ("near", 4)], groups.Select(g => (g.Name, g.Count)));
        Assert.All(groups, g => Assert.Equal(g.Count, g.Outcomes.Values.Sum()));
        Assert.Equal(1, groups[2].Outcomes[GroundedOutcome.DeclinedBySupport]);
    }

    [Fact]
    public void Timing_MadeUpTimes_AreMediansAndRates()
    {
        GroundedPrediction[] predictions =
        [
            .. Enumerable.Range(1, 20).Select(i => Answerable("a", GroundedOutcome.Answered, ["right.md"]) with { Times = new(i, 10 * i, (10 * i) + 500), Tokens = 51, PromptTokens = 100 }),
            Answerable("b", GroundedOutcome.DeclinedByRelevance, []) with { Times = new(100, null, null) },
        ];

        var timing = GroundedTiming.Of(predictions);

        Assert.Equal((11, 20), (timing.RetrievalMedian, timing.RetrievalP95));
        Assert.Equal((110.0, 200.0), (timing.FirstTokenMedian!.Value, timing.FirstTokenP95!.Value));
        Assert.Equal(100, timing.TokensPerSecond!.Value, 1e-9);
        Assert.Equal(100, timing.PromptTokensMean);
    }

    private static GroundedFigures Figures()
    {
        GroundedPrediction[] predictions =
        [
            Answerable("1", GroundedOutcome.Answered, ["right.md", "other.md"]) with
            {
                Passages = [_other, _right],
                Sentences = [new("So it is.", 1, "It is so."), new("Blue.", 1, "It is blue.")],
                RawSentences = 2,
                RawSupported = 2,
            },
            Answerable("2", GroundedOutcome.Answered, ["other.md", "right.md"]) with { Passages = [_right], Sentences = [new("Blue.", 0, "It is blue.")], RawSentences = 2, RawSupported = 1 },
            Answerable("3", GroundedOutcome.Answered, ["other.md"]) with { Passages = [_other], Sentences = [new("Not.", 0, "It is not."), new("Green.", null, null)], RawSentences = 2, RawSupported = 1 },
            Answerable("4", GroundedOutcome.DeclinedByReader, ["right.md"]) with { Passages = [_right] },
            Answerable("5", GroundedOutcome.DeclinedByRelevance, ["other.md", "right.md"]),
            Unanswerable("6", GroundedOutcome.DeclinedByRelevance),
            Unanswerable("7", GroundedOutcome.DeclinedByReader) with { Passages = [_right] },
            Unanswerable("8", GroundedOutcome.DeclinedBySupport) with { Passages = [_right], RawSentences = 3 },
            Unanswerable("9", GroundedOutcome.AnsweredAlone) with { RawSentences = 2, RawSupported = 2 },
        ];
        GroundedQuestion[] questions =
        [
            .. predictions.Select((p, i) => new GroundedQuestion
            {
                Id = p.Id,
                Question = p.Question,
                File = p.Answerable ? "right.md" : null,
                Answer = p.Answerable ? ["It is so."] : [],
                Group = !p.Answerable ? "near" : i < 3 ? "plain" : "lay",
            }),
        ];
        return new(questions, predictions, TwoPages.Settings(), default);
    }

    private static GroundedPrediction Answerable(string id, GroundedOutcome outcome, IReadOnlyList<string> found) => new()
    {
        Id = id,
        Question = "Is it so?",
        Answerable = true,
        Outcome = outcome,
        Relevance = 0.5,
        Features = new RelevanceFeatures(),
        Found = found,
        Passages = [],
        Times = new(1, null, null),
    };

    private static GroundedPrediction Unanswerable(string id, GroundedOutcome outcome) => Answerable(id, outcome, []) with { Answerable = false };
}
