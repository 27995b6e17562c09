namespace MedQa.Model.Mistral;

/// <summary>
/// Rotary position embedding (Su et al., 2021, arXiv:2104.09864), halves split as in Hugging Face's layout, optionally with
/// the frequency scaling of Llama 3.1.
/// </summary>
public sealed record RopeParameters
{
    /// <summary>The base of the frequencies: pair i of D/2 turns by theta^(-2i/D) radians a position.</summary>
    public required double Theta { get; init; }

    /// <summary>Llama 3.1's scaling, or null for none.</summary>
    public Llama3Scaling? Llama3 { get; init; }
}

/// <summary>Llama 3.1's scaling: long wavelengths are stretched by <paramref name="Factor"/>, short ones kept, those between blended.</summary>
/// <param name="Factor">How far low frequencies are stretched.</param>
/// <param name="LowFreqFactor">Wavelengths above OriginalMaxPositionEmbeddings / this are stretched whole.</param>
/// <param name="HighFreqFactor">Wavelengths below OriginalMaxPositionEmbeddings / this are kept.</param>
/// <param name="OriginalMaxPositionEmbeddings">Length that the model was first trained for, in tokens.</param>
public sealed record Llama3Scaling(double Factor, double LowFreqFactor, double HighFreqFactor, int OriginalMaxPositionEmbeddings);
