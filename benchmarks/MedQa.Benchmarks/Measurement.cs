namespace MedQa.Benchmarks;

/// <summary>One generation, timed.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="NewTokens">Tokens generated, at least two.</param>
/// <param name="FirstToken">From the start to the first token.</param>
/// <param name="Whole">From the start to the last token.</param>
internal sealed record Measurement(int PromptTokens, int NewTokens, TimeSpan FirstToken, TimeSpan Whole)
{
    /// <summary>Tokens a second after the first.</summary>
    public double TokensPerSecond => (NewTokens - 1) / (Whole - FirstToken).TotalSeconds;
}
