using System.Text;

namespace MedQa.Model.Hub;

/// <summary>A file of a commit, as the hub lists it.</summary>
/// <param name="Name">Its path in the repository, with slashes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">
/// Its content's hash, lower-case hexadecimal, which is also its ETag and the name of its blob in the cache: SHA-256 of a large
/// file (git LFS), else the SHA-1 that git gives it.
/// </param>
internal sealed record HubFile(string Name, long Size, string Hash)
{
    private const int LongestName = 1000;
    private const int LongestPartBytes = 255;

    /// <summary>Whether a name from outside stays below the folder it is put into: relative, of plain parts, on every system.</summary>
    public static bool IsSafeName(string name) =>
        name.Length is > 0 and <= LongestName
        && !name.Any(c => char.IsControl(c) || c is '\\' or ':')
        && name.Split('/').All(p => p is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(p) <= LongestPartBytes);
}
