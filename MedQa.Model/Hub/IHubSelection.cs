namespace MedQa.Model.Hub;

/// <summary>Which of a repository's files are wanted. The same rule tells whether a snapshot in the cache holds them all.</summary>
internal interface IHubSelection
{
    /// <summary>The files to have first.</summary>
    /// <param name="names">All names of the commit, or of its snapshot.</param>
    /// <param name="what">The repository, for errors.</param>
    /// <exception cref="HubException">The names lack something that is needed.</exception>
    IReadOnlyList<string> First(IReadOnlyCollection<string> names, string what);

    /// <summary>The files that those name.</summary>
    /// <param name="folder">The snapshot, which holds the first files.</param>
    /// <exception cref="HubException">The names lack something that is needed.</exception>
    IReadOnlyList<string> Then(IReadOnlyCollection<string> names, string folder, string what);
}
