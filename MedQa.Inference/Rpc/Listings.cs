using MedQa.Inference.Adapters;
using MedQa.Inference.Libraries;
using MedQa.Inference.Serving;
using MedQa.Model.Answers;
using MedQa.ServiceDefaults;
using MedQa.ServiceDefaults.Adapters;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>Models and adapters as the service lists them.</summary>
internal static class Listings
{
    public static V1.Model Of(ModelHost host, LibraryState? library) => host.Current is { } model
        ? new V1.Model
        {
            Name = model.Name,
            Hash = model.Hash,
            Architecture = model.Config.ModelType,
            Parameters = model.ParameterCount,
            ContextLength = model.Config.MaxPositionEmbeddings,
            Dtype = model.DType,
            Device = model.Device,
            Ready = true,
            Note = model.Note,
            AnswerFormat = Of(model.Format),
            ChatTemplate = model.ChatTemplate.Name,
            CodeVersion = CodeVersion.Current,
            Library = Of(library),
        }
        : new V1.Model { Name = host.ConfiguredName, Library = Of(library) };

    private static V1.Library? Of(LibraryState? library) => library is null ? null : new()
    {
        Documents = library.Documents,
        Passages = library.Passages,
        HasMeaning = library.HasMeaning,
        Waiting = library.Waiting,
        Broken = { library.Broken },
    };

    public static V1.AnswerFormat Of(Model.Answers.AnswerFormat format) => new()
    {
        SystemPrompt = format.SystemPrompt,
        DecisionFirst = format.Placement == DecisionPlacement.First,
        Lead = format.Lead,
        Labels = { format.Labels },
        DecisionOffsets = { format.DecisionOffsets ?? [] },
    };

    public static Adapter Of(AdapterListing listing, AdapterRegistry adapters, ServedModel model) => new()
    {
        Name = listing.Name,
        CurrentVersion = listing.Current,
        Versions = { listing.Versions.Select(version => Of(version, adapters, model)) },
    };

    private static AdapterVersion Of(AdapterManifest version, AdapterRegistry adapters, ServedModel model) => new()
    {
        Version = version.Version,
        CreatedUnixSeconds = version.CreatedAt.ToUnixTimeSeconds(),
        BaseModel = version.Description.BaseModel,
        BaseHash = version.Description.BaseHash,
        Summary = version.Description.Summary,
        Loaded = adapters.IsLoaded(version.Name, version.Version),
        Compatible = AdapterRegistry.Fits(version.Description.BaseHash, model),
    };
}
