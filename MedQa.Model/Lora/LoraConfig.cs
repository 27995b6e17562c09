using System.Text.RegularExpressions;

namespace MedQa.Model.Lora;

/// <summary>
/// Where low-rank terms go and how they are scaled (Hu et al., 2021, arXiv:2106.09685), with the names and the meaning of PEFT's
/// <c>adapter_config.json</c>.
/// </summary>
public sealed record LoraConfig
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The seven projections of a decoder layer.</summary>
    public static IReadOnlyList<string> AllProjections { get; } =
        ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>r, the rank.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>α; the term is scaled by α / r, or α / sqrt(r) where it is rank-stabilised.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>Share of the inputs dropped in training.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>Names or ends of names of the layers to adapt (<c>q_proj</c>, <c>layers.1.mlp.down_proj</c>).</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = AllProjections;

    /// <summary>A regular expression that the whole name must match, in place of <see cref="TargetModules"/>.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>Only these layers' numbers; null: all.</summary>
    public IReadOnlyList<int>? LayersToTransform { get; init; }

    /// <summary>Names to leave out, matched as <see cref="TargetModules"/>.</summary>
    public IReadOnlyList<string> ExcludeModules { get; init; } = [];

    /// <summary>Scale by α / sqrt(r) (Kalajdzievski, 2023, arXiv:2312.03732).</summary>
    public bool UseRslora { get; init; }

    /// <summary>Other ranks, by an end of a name (a regular expression); the first that matches counts.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> RankPattern { get; init; } = [];

    /// <summary>Other alphas, likewise.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];

    /// <summary>The rank of a layer.</summary>
    /// <param name="module">The layer's name (<c>model.layers.0.self_attn.q_proj</c>).</param>
    public int RankOf(string module) => FirstMatch(RankPattern, module, Rank);

    /// <summary>What a layer's term is multiplied by.</summary>
    public double ScalingOf(string module)
    {
        var alpha = FirstMatch(AlphaPattern, module, Alpha);
        var rank = RankOf(module);
        return alpha / (UseRslora ? Math.Sqrt(rank) : rank);
    }

    /// <summary>Whether a layer is adapted.</summary>
    /// <param name="module">The layer's name (<c>model.layers.0.self_attn.q_proj</c>).</param>
    /// <param name="layer">Its layer's number.</param>
    public bool Targets(string module, int layer)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (Names(ExcludeModules, module) || (LayersToTransform is { } layers && !layers.Contains(layer)))
        {
            return false;
        }

        return TargetPattern is { } pattern ? Matches($"^(?:{pattern})$", module) : Names(TargetModules, module);
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        foreach (var rank in RankPattern.Select(p => p.Value).Prepend(Rank))
        {
            Check(rank is >= 1 and <= 4096, $"A LoRA rank must be between 1 and 4096, but one is {rank}.");
        }

        foreach (var alpha in AlphaPattern.Select(p => p.Value).Prepend(Alpha))
        {
            Check(double.IsFinite(alpha) && alpha > 0, FormattableString.Invariant($"A LoRA alpha must be above 0, but one is {alpha}."));
        }

        Check(Dropout is >= 0 and < 1, FormattableString.Invariant($"The LoRA dropout must be at least 0 and below 1, but is {Dropout}."));
        Check(TargetPattern is not null || TargetModules.Count > 0, "LoRA needs at least one target module.");
    }

    private static bool Names(IReadOnlyList<string> names, string module) =>
        names.Any(n => module == n || module.EndsWith("." + n, StringComparison.Ordinal));

    private static T FirstMatch<T>(IReadOnlyList<KeyValuePair<string, T>> patterns, string module, T otherwise)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (Matches($@"^(?:.*\.)?(?:{pattern})$", module))
            {
                return value;
            }
        }

        return otherwise;
    }

    private static bool Matches(string pattern, string module) =>
        Regex.IsMatch(module, pattern, RegexOptions.CultureInvariant, PatternTimeout);

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
