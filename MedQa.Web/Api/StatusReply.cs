namespace MedQa.Web.Api;

/// <summary>Whether questions can be answered now, by which model and with which adapters.</summary>
/// <param name="State">ready, loading or unreachable.</param>
/// <param name="Model">The model that is served; null while it is not known.</param>
/// <param name="Library">What answers can be drawn from; null where there is no library.</param>
/// <param name="Adapters">The adapters in the store; null while they can't be listed.</param>
internal sealed record StatusReply(
    string State, StatusReply.ServedModel? Model, StatusReply.ServedLibrary? Library, IReadOnlyList<StatusReply.ListedAdapter>? Adapters)
{
    public const string Ready = "ready";
    public const string Loading = "loading";
    public const string Unreachable = "unreachable";

    public sealed record ServedModel(string Name, long Parameters, int ContextLength, string Device, string Note);

    /// <param name="Waiting">Documents still to be read.</param>
    /// <param name="Broken">Names of documents that could not be read.</param>
    public sealed record ServedLibrary(int Documents, int Waiting, IReadOnlyList<string> Broken);

    /// <summary>An adapter at its current version.</summary>
    /// <param name="Compatible">Whether that version was made for the model that is served.</param>
    public sealed record ListedAdapter(string Name, int Version, string Summary, bool Compatible);
}
