using System.Globalization;

namespace MedQa.Library.Ingestion;

/// <summary>The files of a folder and its folders. Hidden files and links are passed over: a link could lead out of the folder.</summary>
public sealed class FolderSource : IDocumentSource
{
    private readonly string _root;

    /// <param name="folder">The folder.</param>
    public FolderSource(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    }

    public string Description => _root;

    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken) => Task.Run<IReadOnlyList<SourceFile>>(() =>
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        var files = new List<SourceFile>();
        foreach (var file in new DirectoryInfo(_root).EnumerateFiles("*", options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(new(name, file.Length, file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture)));
        }

        return files;
    }, cancellationToken);

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var path = Path.GetFullPath(Path.Combine(_root, name));
        if (!path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new UnauthorizedAccessException($"{name} is not inside {_root}.");
        }

        return Task.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous));
    }
}
