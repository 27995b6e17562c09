namespace MedQa.Model.Hub;

/// <summary>A repository on the hub: where its files are listed, where they are fetched from, and its folder in the cache.</summary>
/// <param name="IsDataset">A data set; else a model.</param>
/// <param name="Id"><c>owner/name</c>.</param>
internal sealed record HubRepository(bool IsDataset, string Id)
{
    /// <summary>What it is, in words.</summary>
    public string Kind => IsDataset ? "data set" : "model";

    /// <summary><c>models--owner--name</c>.</summary>
    public string FolderName => $"{(IsDataset ? "datasets" : "models")}--{Id.Replace("/", "--", StringComparison.Ordinal)}";

    /// <summary>Its page, for people.</summary>
    public string Page(Uri endpoint) => $"{Root(endpoint)}/{Prefix}{Id}";

    /// <summary>A revision's commit and files, with their sizes and hashes.</summary>
    public Uri ListingOf(Uri endpoint, string revision) =>
        new($"{Root(endpoint)}/api/{(IsDataset ? "datasets" : "models")}/{Id}/revision/{Uri.EscapeDataString(revision)}?blobs=true");

    /// <summary>A file as it is in a commit.</summary>
    public Uri FileOf(Uri endpoint, string commit, string file) =>
        new($"{Root(endpoint)}/{Prefix}{Id}/resolve/{commit}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");

    private string Prefix => IsDataset ? "datasets/" : "";

    private static string Root(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');
}
