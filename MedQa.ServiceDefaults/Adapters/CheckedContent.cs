namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Content from the store, checked against the length and SHA-256 that were noted when it was written.</summary>
internal static class CheckedContent
{
    /// <summary>Copies a file.</summary>
    /// <param name="title">What the file belongs to, for messages.</param>
    /// <param name="remedy">What to do where it was altered.</param>
    /// <exception cref="AdapterStoreException">It is not what was written.</exception>
    public static async Task CopyAsync(
        Stream source, Stream destination, AdapterFile file, string title, string remedy, CancellationToken cancellationToken)
    {
        var (length, sha256) = await ContentHash.CopyAsync(source, destination, file.Length, cancellationToken).ConfigureAwait(false);
        if (length != file.Length)
        {
            throw Altered($"it has {(length > file.Length ? "more than " : "")}{Math.Min(length, file.Length)} bytes, expected {file.Length}");
        }

        if (sha256 != file.Sha256)
        {
            throw Altered($"its SHA-256 is {sha256}, expected {file.Sha256}");
        }

        AdapterStoreException Altered(string problem) => new($"{title}: {file.Name} was altered in the store: {problem}. {remedy}");
    }

    /// <summary>Reads a file whole: what is not yet checked is handed to nobody.</summary>
    /// <inheritdoc cref="CopyAsync"/>
    public static async Task<byte[]> ReadAsync(Stream source, AdapterFile file, string title, string remedy, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(checked((int)file.Length));
        await CopyAsync(source, content, file, title, remedy, cancellationToken).ConfigureAwait(false);
        return content.ToArray();
    }
}
