namespace MedQa.Model.Hub;

/// <summary>One file of a repository, by its name.</summary>
internal sealed class OneFile(string name) : IHubSelection
{
    /// <inheritdoc/>
    public IReadOnlyList<string> First(IReadOnlyCollection<string> names, string what) =>
        names.Contains(name) ? [name] : throw new HubException($"{what} has no file {name}.");

    /// <inheritdoc/>
    public IReadOnlyList<string> Then(IReadOnlyCollection<string> names, string folder, string what) => [];
}
