namespace MedQa.Model.Checkpoints;

/// <summary>A tensor that a checkpoint must hold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape; null: any list of bytes.</param>
/// <param name="DType">Its type in the file's words; null: any floating one.</param>
internal sealed record ExpectedTensor(string Name, IReadOnlyList<long>? Shape, string? DType = null)
{
    /// <summary>Whether a stored tensor has the shape.</summary>
    public bool HasShape(TensorEntry entry) => Shape is null ? entry.Shape.Count == 1 : entry.Shape.SequenceEqual(Shape);

    /// <summary>Whether a stored tensor has the type. Whole numbers and booleans are no weights: such a tensor belongs to a quantized checkpoint.</summary>
    public bool HasType(TensorEntry entry) => DType is null ? entry.DType != "BOOL" && entry.DType[0] is not ('I' or 'U') : entry.DType == DType;
}
