namespace MedQa.Model.Tokenization;

/// <summary>Before which user text Mistral's template puts the system text.</summary>
public enum MistralSystemPlacement
{
    /// <summary>The first (Mistral 7B Instruct v0.1 and v0.2).</summary>
    FirstUserText,

    /// <summary>The last (Mistral 7B Instruct v0.3).</summary>
    LastUserText,
}
