namespace MedQa.Trainer.Data;

/// <summary>A row as a file has it, before its fields are checked.</summary>
/// <param name="Place">Line, row or key.</param>
/// <param name="Key">The key that the row lies under, where the file has keys.</param>
/// <param name="Fields">Values by name: string, long, double, bool, null, <c>List&lt;object?&gt;</c> or a dictionary like this one.</param>
/// <param name="Fault">Why the row can't be read at all, or null.</param>
internal sealed record RawRow(string Place, string? Key, IReadOnlyDictionary<string, object?> Fields, string? Fault = null)
{
    private static readonly Dictionary<string, object?> _none = [];

    public static RawRow Broken(string place, string fault) => new(place, null, _none, fault);
}
