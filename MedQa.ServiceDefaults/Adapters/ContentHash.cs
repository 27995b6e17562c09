using System.Buffers;
using System.Security.Cryptography;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Copies a stream and computes the length and SHA-256 of what went through.</summary>
internal static class ContentHash
{
    private const int BufferBytes = 128 * 1024;

    /// <param name="limit">Reading stops at the first byte past this many, so that a longer file than expected is not copied whole.</param>
    /// <returns>Bytes read and their SHA-256 in lower-case hex.</returns>
    public static async Task<(long Length, string Sha256)> CopyAsync(Stream from, Stream to, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0L;
            int read;
            while (length <= limit && (read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                length += read;
            }

            return (length, Convert.ToHexStringLower(hash.GetCurrentHash()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
