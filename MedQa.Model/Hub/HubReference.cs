using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MedQa.Model.Hub;

/// <summary>
/// What a user writes to name something on the hub: <c>owner/name</c>, then <c>@revision</c> and <c>:path/in/the/repository</c>
/// where they are wanted. The rule for names is the hub's own (huggingface_hub, <c>validate_repo_id</c>).
/// </summary>
/// <param name="Id">The repository, <c>owner/name</c>.</param>
/// <param name="Revision">A branch, a tag or a commit; <c>main</c> where none is given.</param>
/// <param name="File">A file in the repository, or null.</param>
public sealed partial record HubReference(string Id, string Revision, string? File)
{
    /// <summary>The branch that is meant where no revision is given.</summary>
    public const string DefaultRevision = "main";

    private const int LongestName = 96;

    /// <summary>What ends in one of these is the path of a file, never a repository's name.</summary>
    private static readonly string[] FileEndings = [".gguf", ".safetensors", ".json", ".jsonl", ".ndjson", ".parquet", ".gz", ".xz"];

    /// <summary>Whether the revision is a whole commit hash, which always means the same files.</summary>
    public bool IsCommit => IsCommitHash(Revision);

    /// <summary>Reads a reference; false where the text does not follow the hub's rule.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HubReference? reference)
    {
        reference = null;
        var match = Pattern().Match(text ?? "");
        if (!match.Success || match.Groups["id"].Value is var id && (!IsId(id) || FileEndings.Any(e => id.EndsWith(e, StringComparison.OrdinalIgnoreCase))))
        {
            return false;
        }

        var revision = match.Groups["revision"] is { Success: true } given ? given.Value : DefaultRevision;
        var file = match.Groups["file"] is { Success: true } path ? path.Value : null;
        if (!HubFile.IsSafeName(revision) || (file is not null && !HubFile.IsSafeName(file)))
        {
            return false;
        }

        reference = new HubReference(id, revision, file);
        return true;
    }

    public override string ToString() => $"{Id}{(Revision == DefaultRevision ? "" : $"@{Revision}")}{(File is null ? "" : $":{File}")}";

    internal static bool IsCommitHash(string text) => CommitPattern().IsMatch(text);

    private static bool IsId(string id) =>
        id.Length - id.IndexOf('/', StringComparison.Ordinal) - 1 <= LongestName
        && !id.Contains("--", StringComparison.Ordinal) && !id.Contains("..", StringComparison.Ordinal) && !id.EndsWith(".git", StringComparison.Ordinal);

    [GeneratedRegex(@"\A(?<id>[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?/[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?)(@(?<revision>[A-Za-z0-9_./-]{1,250}))?(:(?<file>.{1,1000}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex CommitPattern();
}
