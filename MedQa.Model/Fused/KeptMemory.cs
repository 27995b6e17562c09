namespace MedQa.Model.Fused;

/// <summary>What a forward pass keeps of a layer.</summary>
internal enum KeptMemory
{
    /// <summary>Nothing: there will be no backward pass.</summary>
    None,

    /// <summary>The layer's input: the rest is computed again.</summary>
    Input,

    /// <summary>All that the backward pass needs.</summary>
    All,
}
