using MedQa.Model.Generation;

namespace MedQa.Model.Tests.Generation;

public class SamplerTests
{
    private static readonly float[] Logits = [0.5f, 2f, -1f, 1.5f, 2f, -3f];

    [Fact]
    public void Next_Greedy_TakesTheLikeliestAndTheLowerIdAmongEquals() =>
        Assert.Equal(1, new Sampler(new SamplingOptions(), []).Next([.. Logits]));

    [Fact]
    public void Next_RepetitionPenalty_DividesPositiveAndMultipliesNegative()
    {
        // 2 / 1.9 = 1.05 for the ids 1 and 4, so that id 3 with 1.5 is the likeliest.
        Assert.Equal(3, new Sampler(new SamplingOptions { RepetitionPenalty = 1.9 }, [1, 4]).Next([.. Logits]));

        // -1 · 2 = -2 is below -1.5, though -1 was above.
        Assert.Equal(1, new Sampler(new SamplingOptions { RepetitionPenalty = 2 }, [0]).Next([-1f, -1.5f]));
    }

    [Fact]
    public void Next_RepetitionPenalty_CountsWhatItChose()
    {
        var sampler = new Sampler(new SamplingOptions { RepetitionPenalty = 1.9 }, []);
        Assert.Equal(1, sampler.Next([.. Logits]));
        Assert.Equal(4, sampler.Next([.. Logits]));
        Assert.Equal(3, sampler.Next([.. Logits]));
    }

    [Theory]
    [InlineData(1.0, 0, 1.0)]
    [InlineData(0.7, 0, 1.0)]
    [InlineData(1.3, 3, 1.0)]
    [InlineData(1.0, 0, 0.6)]
    [InlineData(1.5, 4, 0.8)]
    public void Next_Sampled_FrequenciesAreTheDistributions(double temperature, int topK, double topP)
    {
        const int Draws = 40_000;
        var sampler = new Sampler(new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, Seed = 11 }, []);
        var counts = new int[Logits.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Next([.. Logits])]++;
        }

        var expected = Distribution(temperature, topK, topP);
        for (var i = 0; i < counts.Length; i++)
        {
            // Five standard deviations of a binomial count; a token that is cut off is never drawn.
            var deviation = Math.Sqrt(expected[i] * (1 - expected[i]) / Draws);
            Assert.InRange((double)counts[i] / Draws, expected[i] - (5 * deviation), expected[i] + (5 * deviation));
        }
    }

    [Theory]
    [InlineData(-0.1, 0, 1.0, 1.0, 10)]
    [InlineData(0.0, -1, 1.0, 1.0, 10)]
    [InlineData(0.0, 0, 0.0, 1.0, 10)]
    [InlineData(0.0, 0, 1.1, 1.0, 10)]
    [InlineData(0.0, 0, 1.0, 0.0, 10)]
    [InlineData(0.0, 0, 1.0, 1.0, 0)]
    [InlineData(double.NaN, 0, 1.0, 1.0, 10)]
    public void Validate_OptionOutOfRange_IsRefused(double temperature, int topK, double topP, double penalty, int maxTokens)
    {
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, RepetitionPenalty = penalty, MaxTokens = maxTokens };
        Assert.Throws<ArgumentException>(options.Validate);
    }

    private static double[] Distribution(double temperature, int topK, double topP)
    {
        var order = Enumerable.Range(0, Logits.Length).OrderByDescending(i => Logits[i]).ThenBy(i => i).ToList();
        var kept = order.Take(topK > 0 ? topK : order.Count).ToList();
        double Weight(int i) => Math.Exp(Logits[i] / temperature);
        var total = kept.Sum(Weight);
        var nucleus = new List<int>();
        foreach (var i in kept)
        {
            nucleus.Add(i);
            if (nucleus.Sum(Weight) >= topP * total)
            {
                break;
            }
        }

        var sum = nucleus.Sum(Weight);
        return [.. Enumerable.Range(0, Logits.Length).Select(i => nucleus.Contains(i) ? Weight(i) / sum : 0)];
    }
}
