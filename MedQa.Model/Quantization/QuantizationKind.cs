namespace MedQa.Model.Quantization;

/// <summary>How the projections of a model's decoder layers are kept in memory.</summary>
public enum QuantizationKind
{
    /// <summary>In the type that all matrices are kept in.</summary>
    None,

    /// <summary>As <see cref="Nf4Tensor"/>; embeddings, norms and the output projection keep their type.</summary>
    Nf4,
}
