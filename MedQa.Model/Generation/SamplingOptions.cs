namespace MedQa.Model.Generation;

/// <summary>How the next token is chosen. The default is greedy.</summary>
public sealed record SamplingOptions
{
    /// <summary>0 takes the likeliest token; above 0 the logits are divided by it before sampling. At most 5.</summary>
    public double Temperature { get; init; }

    /// <summary>Samples among this many likeliest tokens; 0 means all.</summary>
    public int TopK { get; init; }

    /// <summary>Samples among the likeliest tokens that together have this probability (Holtzman et al., 2020, arXiv:1904.09751); 1 means all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Divides positive and multiplies negative logits of tokens already seen, prompt included (Keskar et al., 2019, arXiv:1909.05858); 1 means none.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Seed of the sampler: the same seed, prompt and options give the same text. Null draws one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Texts that end the answer; the answer ends before them.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, the range and the value.</exception>
    public void Validate()
    {
        Check(Temperature is >= 0 and <= 5, "temperature", "between 0 and 5", Temperature);
        Check(TopK >= 0, "top_k", "0 or more", TopK);
        Check(TopP is > 0 and <= 1, "top_p", "above 0 and at most 1", TopP);
        Check(RepetitionPenalty is >= 0.5 and <= 2, "repetition_penalty", "between 0.5 and 2", RepetitionPenalty);
        Check(MaxTokens >= 1, "max_tokens", "1 or more", MaxTokens);
        Check(Stop.Count <= 16, "stop", "at most 16 texts", Stop.Count);
        Check(Stop.All(s => s.Length is >= 1 and <= 256), "stop", "texts of 1 to 256 characters", Stop.Select(s => s.Length).DefaultIfEmpty().Max());
    }

    private static void Check(bool holds, string name, string range, object value)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} must be {range}, but is {value}."));
        }
    }
}
