namespace MedQa.Model.Adapters;

/// <summary>How adapters are averaged.</summary>
public enum AdapterMerge
{
    /// <summary>
    /// The mean of what they add, <c>Σ wᵢ sᵢ Bᵢ Aᵢ</c>, exactly: their A are stacked, and their B, scaled, beside each other (PEFT's
    /// <c>cat</c>). The rank is the sum of theirs. For adapters of any seeds.
    /// </summary>
    Products,

    /// <summary>
    /// The means of A and of B (a model soup: Wortsman et al., 2022, arXiv:2203.05482; PEFT's <c>linear</c> has the same products). The rank
    /// stays, but <c>mean(B) mean(A)</c> is not the mean of the products: only for adapters that began as the same one.
    /// </summary>
    Weights,
}
