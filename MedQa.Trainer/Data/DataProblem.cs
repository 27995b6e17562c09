namespace MedQa.Trainer.Data;

/// <summary>What is wrong with a row. Says where and what, and never repeats the row's texts.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">Line, row or key, for example <c>line 12</c> or <c>line 3, key 21645374</c>.</param>
/// <param name="Field">The field's name, or null where the whole row is meant.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record DataProblem(string File, string Place, string? Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Field is null ? $"{File}, {Place}: {Message}" : $"{File}, {Place}, field {Field}: {Message}";
}
