namespace MedQa.Model.Checkpoints;

/// <summary>Compares the tensors of a checkpoint with those that it must hold.</summary>
internal static class TensorCheck
{
    private const int MostListed = 100;

    /// <summary>What does not fit, as sentences: tensors that are missing, unexpected, of another shape or of another type, each with its file. Empty where all fits.</summary>
    /// <param name="expected">The tensors that must be there.</param>
    /// <param name="entries">Those that are.</param>
    /// <param name="mayBeIgnored">Whether one that is not expected does no harm.</param>
    public static string Problems(IEnumerable<ExpectedTensor> expected, IReadOnlyDictionary<string, TensorEntry> entries, Func<string, bool> mayBeIgnored)
    {
        var byName = expected.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var problems = new List<string>();
        List(problems, "missing", byName.Keys.Where(name => !entries.ContainsKey(name)));
        List(problems, "unexpected", entries
            .Where(e => !byName.ContainsKey(e.Key) && !mayBeIgnored(e.Key))
            .Select(e => $"{e.Key} ({Path.GetFileName(e.Value.File)})"));
        var both = entries.Where(e => byName.ContainsKey(e.Key)).Select(e => (e.Key, Entry: e.Value, Expected: byName[e.Key])).ToList();
        List(problems, "of the wrong shape", both
            .Where(e => !e.Expected.HasShape(e.Entry))
            .Select(e => $"{e.Key} is [{string.Join(", ", e.Entry.Shape)}], expected [{(e.Expected.Shape is { } shape ? string.Join(", ", shape) : "bytes")}] ({Path.GetFileName(e.Entry.File)})"));
        List(problems, "of a type that weights don't have", both
            .Where(e => !e.Expected.HasType(e.Entry))
            .Select(e => $"{e.Key} is {e.Entry.DType}{(e.Expected.DType is { } type ? $", expected {type}" : "")} ({Path.GetFileName(e.Entry.File)})"));
        return string.Join(" ", problems);
    }

    private static void List(List<string> problems, string what, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0)
        {
            var more = all.Count > MostListed ? $" and {all.Count - MostListed} more" : "";
            problems.Add($"{all.Count} {what}: {string.Join(", ", all.Take(MostListed))}{more}.");
        }
    }
}
