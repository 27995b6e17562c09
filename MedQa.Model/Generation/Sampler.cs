namespace MedQa.Model.Generation;

/// <summary>
/// Chooses the next token from logits: repetition penalty, then greedy; or temperature, top-k, top-p, and a draw. Works on the
/// CPU in double precision, so that a seed gives the same text on every device whose logits agree. Not thread-safe.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingOptions options;
    private readonly HashSet<int> seen;
    private ulong state;

    /// <summary>Begins a sequence.</summary>
    /// <param name="options">How to choose.</param>
    /// <param name="prompt">The prompt's ids, which the repetition penalty counts as seen.</param>
    public Sampler(SamplingOptions options, IEnumerable<int> prompt)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        seen = options.RepetitionPenalty == 1 ? [] : [.. prompt];
        state = options.Seed ?? (ulong)Random.Shared.NextInt64();
    }

    /// <summary>Whether the likeliest token is always taken as it is, so that it can be found where the logits are.</summary>
    public bool IsPlainGreedy => options.Temperature == 0 && options.RepetitionPenalty == 1;

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">[V]; changed.</param>
    public int Next(Span<float> logits)
    {
        Penalise(logits);
        var token = options.Temperature == 0 ? ArgMax(logits) : Draw(logits);
        if (options.RepetitionPenalty != 1)
        {
            seen.Add(token);
        }

        return token;
    }

    private static int ArgMax(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }

        return best;
    }

    private void Penalise(Span<float> logits)
    {
        foreach (var id in seen)
        {
            ref var logit = ref logits[id];
            logit = (float)(logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty);
        }
    }

    /// <summary>Draws among the tokens that top-k and top-p leave, likeliest first, the lower id first among equals.</summary>
    private int Draw(ReadOnlySpan<float> logits)
    {
        var max = logits[ArgMax(logits)];
        var candidates = new (int Id, (float NegatedLogit, int Id) Rank)[logits.Length];
        for (var i = 0; i < candidates.Length; i++)
        {
            candidates[i] = (i, (-logits[i], i));
        }

        // A heap, not a sort: of tens of thousands of tokens a few are taken.
        var likeliest = new PriorityQueue<int, (float NegatedLogit, int Id)>(candidates);
        var kept = Keep(likeliest, max, options.TopK > 0 ? options.TopK : logits.Length);
        var reach = options.TopP * kept.Sum(k => k.Weight);
        var count = 0;
        var sum = 0.0;
        do
        {
            sum += kept[count++].Weight;
        }
        while (sum < reach && count < kept.Count);

        var point = NextUniform() * sum;
        for (var i = 0; i < count - 1; i++)
        {
            point -= kept[i].Weight;
            if (point < 0)
            {
                return kept[i].Id;
            }
        }

        return kept[count - 1].Id;
    }

    /// <summary>The likeliest tokens with their unnormalised probabilities; those below 1e-10 of the likeliest's are never drawn.</summary>
    private List<(int Id, double Weight)> Keep(PriorityQueue<int, (float NegatedLogit, int Id)> likeliest, float max, int most)
    {
        var kept = new List<(int Id, double Weight)>();
        while (kept.Count < most && likeliest.TryDequeue(out var id, out var rank))
        {
            var weight = Math.Exp((-rank.NegatedLogit - (double)max) / options.Temperature);
            if (weight < 1e-10)
            {
                break;
            }

            kept.Add((id, weight));
        }

        return kept;
    }

    /// <summary>SplitMix64 (Steele et al., 2014), 53 bits as a number from 0 to below 1. Its sequence never changes between versions of .NET.</summary>
    private double NextUniform()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
