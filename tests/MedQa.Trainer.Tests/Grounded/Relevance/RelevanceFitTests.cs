using System.Xml.Linq;
using MedQa.Library.Grounding;
using MedQa.Trainer.Data;
using MedQa.Trainer.Grounded.Relevance;

namespace MedQa.Trainer.Tests.Grounded.Relevance;

public sealed class RelevanceFitTests
{
    /// <summary>Five answerable questions score 0.2 to 1, five unanswerable ones 0 to 0.8.</summary>
    private static readonly (RelevanceRow Row, double Score)[] _scored =
    [
        .. Enumerable.Range(1, 5).Select(i => (Row($"a{i}", true), i / 5.0)),
        .. Enumerable.Range(0, 5).Select(i => (Row($"u{i}", false), i / 5.0)),
    ];

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0.3, 0.8, 0.4)]
    [InlineData(0.8, 0.4, 0.8)]
    [InlineData(0.81, 0.2, 1)]
    public void At_Threshold_IsCounted(double threshold, double answered, double declined) =>
        Assert.Equal(new RelevancePoint(threshold, answered, declined), Curve().At(threshold));

    [Fact]
    public void Groups_Threshold_AreCounted() => Assert.Equal([("plain", true, 2, 5), ("near", false, 1, 5)], Curve().Groups(0.8));

    [Theory]
    [InlineData(0.0, 1.0, 0.2)]
    [InlineData(0.6, 0.6, 0.6)]
    [InlineData(0.7, 0.4, 0.8)]
    [InlineData(1.0, 0.2, 1.0)]
    public void Choose_Wish_AnswersMostOfWhatIsLeft(double wish, double answered, double declined)
    {
        var chosen = Curve().Choose(wish);

        Assert.Equal((answered, declined), (chosen.Answered, chosen.Declined));
    }

    /// <summary>What the model declines by itself needs no threshold, and what it declines wrongly no threshold brings back.</summary>
    [Fact]
    public void Choose_WithWhatTheModelDeclines_LowersTheThreshold()
    {
        var rows = _scored.Select(s => s.Row with { Read = s.Row.Id is not ("u4" or "u3" or "a1") }).ToList();

        var chosen = new RelevanceCurve(rows, [.. _scored.Select(s => s.Score)]).Choose(0.7);

        Assert.Equal((0.8, 0.8), (chosen.Answered, chosen.Declined));
        Assert.InRange(chosen.Threshold, 0.2, 0.4);
    }

    [Fact]
    public void Of_RowsWithKnownWeights_FindsThemAndWhatTheyGive()
    {
        var rows = Made(3000, 1);

        var fit = RelevanceFit.Of(rows, meaning: false, 0.9, 5, 0, default);

        var (coverage, gap) = (fit.Weights.Features["bestCoverage"], fit.Weights.Features["gap"]);
        Assert.Equal(8, coverage.Weight / coverage.Scale, 0.8);
        Assert.Equal(0, gap.Weight / gap.Scale, 0.6);
        Assert.DoesNotContain("rarestHeld", fit.Weights.Features.Keys);
        var others = Made(3000, 2);
        var real = new RelevanceCurve(others, [.. others.Select(r => fit.Weights.Score(r.Features))]).At(fit.Weights.Threshold);
        Assert.Equal(fit.Chosen.Answered, real.Answered, 0.03);
        Assert.Equal(0.9, real.Declined, 0.03);
        Assert.Equal(fit.Chosen.Answered, fit.Nested.Answered, 0.03);
        Assert.True(fit.Chosen.Declined >= 0.9);
    }

    /// <summary>Scores that know nothing promise nothing on questions that were not fitted on.</summary>
    [Fact]
    public void Of_FeaturesOfNoUse_PromisesNothing()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 200).Select(i => new RelevanceRow($"{i}", i % 2 == 0, "any", new() { BestCoverage = random.NextDouble(), Gap = random.NextDouble(), Length = random.NextDouble() })).ToList();

        var fit = RelevanceFit.Of(rows, meaning: false, 0.9, 10, 0, default);

        Assert.InRange(fit.Nested.Answered + fit.Nested.Declined, 0.85, 1.15);
        Assert.True(fit.LogLoss > 0.68, $"{fit.LogLoss}");
    }

    /// <summary>
    /// The nested figures are those of the whole procedure made by hand for each fold: fitted anew on the other folds alone, whose own
    /// folds choose ridge and threshold. Of few questions and features of no use it is other than what the threshold's own folds promise.
    /// </summary>
    [Fact]
    public void Of_Nested_EqualsTheProcedureOnTheOtherFoldsAlone()
    {
        const int Folds = 4;
        var random = new Random(11);
        var rows = Enumerable.Range(0, 60).Select(i => new RelevanceRow($"{i}", i % 2 == 0, "any", new()
        {
            BestCoverage = random.NextDouble() + (i % 2 == 0 ? 0.2 : 0),
            Gap = random.NextDouble(),
            Length = random.NextDouble(),
            TitleCoverage = random.NextDouble(),
        })).ToList();
        var fold = StratifiedFolds.Assign([.. rows.Select(r => r.Answerable ? "answerable" : "unanswerable")], Folds, 7);

        var fit = RelevanceFit.Of(rows, meaning: false, 0.8, Folds, 7, default);

        var (right, declined) = (0, 0);
        foreach (var test in Enumerable.Range(0, Folds))
        {
            var others = rows.Where((_, i) => fold[i] != test).ToList();
            var otherFold = fold.Where(f => f != test).ToArray();
            var (least, threshold, weights) = (double.PositiveInfinity, 0.0, default(Func<RelevanceRow, double>));
            foreach (var ridge in (double[])[0.1, 0.3, 1, 3, 10, 30, 100])
            {
                var scores = new double[others.Count];
                var loss = 0.0;
                foreach (var inner in otherFold.Distinct())
                {
                    var score = Fitted([.. others.Where((_, i) => otherFold[i] != inner)], ridge);
                    foreach (var i in Enumerable.Range(0, others.Count).Where(i => otherFold[i] == inner))
                    {
                        scores[i] = score(others[i]);
                        loss -= Math.Log(others[i].Answerable ? scores[i] : 1 - scores[i]);
                    }
                }

                if (loss < least)
                {
                    (least, threshold, weights) = (loss, new RelevanceCurve(others, scores).Choose(0.8).Threshold, Fitted(others, ridge));
                }
            }

            var tested = rows.Where((_, i) => fold[i] == test).ToList();
            right += tested.Count(r => r.Answerable && weights!(r) >= threshold);
            declined += tested.Count(r => !r.Answerable && weights!(r) < threshold);
        }

        Assert.Equal((right / 30.0, declined / 30.0), (fit.Nested.Answered, fit.Nested.Declined));
        Assert.NotEqual((fit.Chosen.Answered, fit.Chosen.Declined), (fit.Nested.Answered, fit.Nested.Declined));

        static Func<RelevanceRow, double> Fitted(IReadOnlyList<RelevanceRow> rows, double ridge)
        {
            double[][] values = [.. rows.Select(r => r.Values(false))];
            var scaling = new FeatureScaling(RelevanceRow.Names(false), values);
            var fitted = LogisticRegression.Fit([.. values.Select(scaling.Of)], [.. rows.Select(r => r.Answerable)], ridge);
            return row => LogisticRegression.Score(fitted, scaling.Of(row.Values(false)));
        }
    }

    [Fact]
    public void Of_SameRowsAndSeed_GivesTheSameFile()
    {
        Assert.Equal(Written(0), Written(0));
        Assert.NotEqual(Written(0), Written(1));

        static string Written(long seed)
        {
            var fit = RelevanceFit.Of(Made(100, 3), meaning: true, 0.8, 5, seed, default);
            using var stream = new MemoryStream();
            new RelevanceModel(2, "made", fit.Weights, fit.Weights).Write(stream);
            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Fact]
    public void Of_Meaning_UsesTheEncodersFeature()
    {
        var rows = Made(200, 3).Select(r => r with { Features = r.Features with { Cosine = r.Answerable ? 0.8 : 0.2 } }).ToList();

        Assert.Contains(RelevanceFeatures.CosineName, RelevanceFit.Of(rows, meaning: true, 0.8, 5, 0, default).Weights.Features.Keys);
        Assert.DoesNotContain(RelevanceFeatures.CosineName, RelevanceFit.Of([.. Made(200, 3)], meaning: true, 0.8, 5, 0, default).Weights.Features.Keys);
    }

    [Theory]
    [InlineData(2, 0.9, "folds must be 3 to 5")]
    [InlineData(6, 0.9, "folds must be 3 to 5")]
    [InlineData(3, 1.1, "from 0 to 1, but is 1.1")]
    [InlineData(3, double.NaN, "from 0 to 1")]
    public void Of_ValueOutOfRange_SaysWhich(int folds, double wish, string expected) => Assert.Contains(
        expected, Assert.Throws<ArgumentException>(() => RelevanceFit.Of([.. _scored.Select(s => s.Row)], false, wish, folds, 0, default)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_Cancelled_Ends() => Assert.Throws<OperationCanceledException>(() =>
        RelevanceFit.Of(Made(100, 3), false, 0.8, 5, 0, new CancellationToken(canceled: true)));

    [Fact]
    public void Svg_AnyTitle_IsAPictureWithBothLines()
    {
        var curve = Curve();

        var svg = XDocument.Parse(RelevanceCurveSvg.Of("<b> & \"c\"", curve, curve.Choose(0.7)));

        var lines = svg.Descendants(XName.Get("polyline", "http://www.w3.org/2000/svg")).Select(l => l.Attribute("points")!.Value.Split(' ')).ToList();
        Assert.Equal([101, 101], lines.Select(l => l.Length));
        Assert.Equal(("56,48", "616,272"), (lines[0][0], lines[0][100]));
        Assert.Equal("<b> & \"c\"", svg.Root!.Attribute("aria-label")!.Value);
    }

    private static RelevanceCurve Curve() => new([.. _scored.Select(s => s.Row)], [.. _scored.Select(s => s.Score)]);

    /// <summary>Whether a question is answerable hangs on its coverage alone: the log-odds are 8·coverage − 4.</summary>
    private static List<RelevanceRow> Made(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var coverage = random.NextDouble();
            return new RelevanceRow($"{i}", random.NextDouble() < 1 / (1 + Math.Exp(4 - (8 * coverage))), "any", new() { BestCoverage = coverage, Gap = random.NextDouble(), RarestHeld = 1 });
        })];
    }

    private static RelevanceRow Row(string id, bool answerable) => new(id, answerable, answerable ? "plain" : "near", new());
}
