namespace MedQa.Trainer.Commands;

/// <summary>Names on the command line that stand for an enum's values.</summary>
internal static class ValueName
{
    /// <summary>
    /// The value of one name, whatever its case and hyphens: macro-f1 is MacroF1. Numbers and lists are no names, though
    /// <see cref="Enum.TryParse{TEnum}(string, out TEnum)"/> takes both and joins a list's values bit by bit.
    /// </summary>
    /// <returns>The value, or null where none has the name.</returns>
    public static T? Find<T>(string name)
        where T : struct, Enum
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal);
        var known = Array.Find(Enum.GetNames<T>(), n => n.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return known is null ? null : Enum.Parse<T>(known);
    }
}
