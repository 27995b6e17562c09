namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// Where fine-tuned adapters are kept: an adapter has a name and versions 1, 2, 3 …, a version is a set of files that never
/// change. Trainer publishes, Inference loads. Thread-safe.
/// </summary>
/// <remarks>
/// A version becomes visible whole: its files are written first, its manifest (names, lengths and SHA-256 of the files) last.
/// One version of an adapter is current: the newest published one, or the one rolled back to. Reports of evaluations are attached to a
/// version later; they are no part of what is loaded, and go with it when it is deleted.
/// </remarks>
public interface IAdapterStore
{
    /// <summary>Every adapter with at least one version, by name.</summary>
    /// <exception cref="AdapterStoreException">The store cannot be reached, or a manifest is broken.</exception>
    Task<IReadOnlyList<AdapterListing>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One adapter, or null where there is none of that name.</summary>
    Task<AdapterListing?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Publishes a folder's files as the next version and makes it current.</summary>
    /// <param name="name">1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit.</param>
    /// <param name="folder">Its files are published, without subfolders.</param>
    /// <param name="description">What the version was made from: base, training data, figures. No health text.</param>
    Task<AdapterManifest> PublishAsync(string name, string folder, AdapterDescription description, CancellationToken cancellationToken = default);

    /// <summary>Whether this store was ever offered the adapter of this name that comes with MedQA.</summary>
    Task<bool> WasOfferedAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Notes that it was, once there is one of that name. Deleting its versions, or its folder by hand, leaves the note.</summary>
    Task MarkOfferedAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Copies a version's files into a new folder, each checked against its SHA-256.</summary>
    /// <exception cref="AdapterStoreException">There is no such version, or a file is missing or altered; names adapter, version and file.</exception>
    Task<AdapterManifest> DownloadAsync(string name, int version, string folder, CancellationToken cancellationToken = default);

    /// <summary>Reads one of a version's files whole, checked against its SHA-256; null where the version has none of that name.</summary>
    /// <exception cref="AdapterStoreException">There is no such version, or the file is missing, altered or longer than <see cref="AdapterReport.MaxFileBytes"/>.</exception>
    Task<byte[]?> ReadAsync(string name, int version, string file, CancellationToken cancellationToken = default);

    /// <summary>Attaches an evaluation's report to a version. To attach the same again changes nothing, or repairs what was damaged.</summary>
    /// <param name="folder">Holds <see cref="AdapterReport.JsonFile"/> and <see cref="AdapterReport.HtmlFile"/>.</param>
    /// <param name="summary">What the report says, in short. No health text.</param>
    /// <exception cref="AdapterStoreException">There is no such version, or a file is missing or too long.</exception>
    Task<AdapterReport> AttachReportAsync(string name, int version, string folder, ReportSummary summary, CancellationToken cancellationToken = default);

    /// <summary>The reports of a version, by id.</summary>
    /// <exception cref="AdapterStoreException">There is no such version, or a report's index is broken.</exception>
    Task<IReadOnlyList<AdapterReport>> ReportsAsync(string name, int version, CancellationToken cancellationToken = default);

    /// <summary>Reads one of a report's files whole, checked against its SHA-256; null where there is no such report or file.</summary>
    /// <exception cref="AdapterStoreException">There is no such version, or the file is missing or altered.</exception>
    Task<byte[]?> ReadReportAsync(string name, int version, string report, string file, CancellationToken cancellationToken = default);

    /// <summary>Makes an earlier version current again.</summary>
    Task RollBackAsync(string name, int version, CancellationToken cancellationToken = default);

    /// <summary>Deletes a version: manifest first, files after. Deleting the current one makes the newest that is left current.</summary>
    Task DeleteAsync(string name, int version, CancellationToken cancellationToken = default);
}
