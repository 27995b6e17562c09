namespace MedQa.Library.Documents;

/// <summary>
/// A file cannot be read. The message names the file and says why, and never holds any of its text; therefore no parser's exception is
/// kept inside.
/// </summary>
/// <param name="name">The file's name in its source.</param>
/// <param name="reason">What is wrong and what to do, as the end of a sentence that begins with the name.</param>
public sealed class DocumentException(string name, string reason) : Exception($"{name} {reason}")
{
    /// <summary>The file's name in its source.</summary>
    public string Name { get; } = name;

    /// <summary>What is wrong.</summary>
    public string Reason { get; } = reason;
}
