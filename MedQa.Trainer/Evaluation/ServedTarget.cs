using MedQa.Model.Answers;
using MedQa.Trainer.Reports;
using MedQa.V1;
using AnswerFormat = MedQa.Model.Answers.AnswerFormat;

namespace MedQa.Trainer.Evaluation;

/// <summary>What a running inference service serves.</summary>
/// <param name="Model">The base model.</param>
/// <param name="ChatTemplate">Its chat template's name.</param>
/// <param name="Compute">Device and type that it computes on and in, and the service's version.</param>
/// <param name="ContextLength">Its context, in tokens.</param>
/// <param name="Format">How questions are put to the adapter, or to the base where there is none.</param>
/// <param name="Adapter">The adapter's name, version and hash, or null.</param>
/// <param name="AdapterName">Its name in the service; empty for none.</param>
/// <param name="AdapterVersion">Its version; 0 for none.</param>
internal sealed record ServedTarget(
    NamedHash Model, string ChatTemplate, string Compute, int ContextLength, AnswerFormat Format, NamedHash? Adapter, string AdapterName, int AdapterVersion)
{
    /// <summary>Asks the service, and has it load the adapter.</summary>
    /// <param name="client">The service's client.</param>
    /// <param name="adapter">NAME or NAME@VERSION, or null for the base alone.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="InvalidDataException">The model is not ready, or the service is older than this.</exception>
    /// <exception cref="ArgumentException">The adapter's version is no number.</exception>
    /// <exception cref="Grpc.Core.RpcException">The service can't be reached, or has no such adapter.</exception>
    public static async Task<ServedTarget> FindAsync(MedicalQa.MedicalQaClient client, string? adapter, CancellationToken cancellationToken)
    {
        var models = await client.ListModelsAsync(new ListModelsRequest(), cancellationToken: cancellationToken);
        var model = models.Models is [{ Ready: true } ready]
            ? ready
            : throw new InvalidDataException("The service has no model that is ready; try again once it is loaded.");
        if (adapter is null)
        {
            return Of(model, Read(model.AnswerFormat), null, "", 0);
        }

        var parts = adapter.Split('@');
        var version = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !(int.TryParse(parts[1], out version) && version > 0)))
        {
            throw new ArgumentException($"adapter must be NAME or NAME@VERSION where --server is given, but is '{adapter}'.");
        }

        var loaded = await client.LoadAdapterAsync(new LoadAdapterRequest { Name = parts[0], Version = version }, cancellationToken: cancellationToken);
        return Of(model, Read(loaded.AnswerFormat), new($"{loaded.Name} v{loaded.Version}", loaded.Hash), loaded.Name, loaded.Version);
    }

    private static ServedTarget Of(V1.Model model, AnswerFormat format, NamedHash? adapter, string name, int version) => new(
        new(model.Name, model.Hash), model.ChatTemplate, $"{model.Device} {model.Dtype}, served by {model.CodeVersion}", model.ContextLength, format, adapter, name, version);

    private static AnswerFormat Read(V1.AnswerFormat? format)
    {
        if (format is null || format.Labels.Count == 0)
        {
            throw new InvalidDataException("The service does not say how its answers are laid out: it is older than this program.");
        }

        var read = new AnswerFormat
        {
            SystemPrompt = format.SystemPrompt,
            Placement = format.DecisionFirst ? DecisionPlacement.First : DecisionPlacement.Last,
            Lead = format.Lead,
            Labels = [.. format.Labels],
            DecisionOffsets = format.DecisionOffsets.Count == 0 ? null : [.. format.DecisionOffsets],
        };
        read.Validate();
        return read;
    }
}
