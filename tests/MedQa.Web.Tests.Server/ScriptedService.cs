using Grpc.Core;
using MedQa.V1;

namespace MedQa.Web.Tests.Server;

internal sealed class ScriptedService(ScriptedInference inference) : MedicalQa.MedicalQaBase
{
    public override async Task Generate(GenerateRequest request, IServerStreamWriter<GenerateResponse> responseStream, ServerCallContext context)
    {
        ThrowIfLoading();
        var asked = new AskedQuestion(
            [.. request.Messages.Select(static m => (m.Role.ToString(), m.Content))],
            [.. request.ContextPassages], request.Adapter, request.AdapterVersion, request.Grounding.ToString());
        inference.Note(asked);
        await using var registration = context.CancellationToken.Register(asked.NoteCancelled);
        await inference.Script.Answer(asked, new Answering(responseStream, asked), context.CancellationToken);
    }

    public override Task<DecideResponse> Decide(DecideRequest request, ServerCallContext context)
    {
        ThrowIfLoading();
        var asked = new AskedDecision(request.Question, [.. request.ContextPassages], request.Adapter);
        inference.Note(asked);
        var (yes, no, maybe) = inference.Script.Decide(asked);
        LabelProbability[] probabilities = [Label("yes", yes), Label("no", no), Label("maybe", maybe)];
        return Task.FromResult(new DecideResponse
        {
            Decision = probabilities.MaxBy(static p => p.Probability)!.Label,
            Probabilities = { probabilities },
            Model = Script.ModelName,
            Adapter = request.Adapter,
        });
    }

    public override Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        inference.NoteSearch(request.Question);
        var (relevant, passages) = inference.Script.Search(request.Question);
        return Task.FromResult(new SearchResponse
        {
            Relevant = relevant,
            Passages = { passages.Select(static p => new FoundPassage { Passage = p.ToMessage() }) },
        });
    }

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var model = new Model
        {
            Name = Script.ModelName,
            Parameters = 30_700_000,
            ContextLength = 1024,
            Device = "cpu",
            Ready = inference.Script.Ready,
            Note = Script.ModelNote,
        };
        if (inference.Script.Library is { } library)
        {
            model.Library = new Library { Documents = library.Documents, Waiting = library.Waiting, Broken = { library.Broken ?? [] } };
        }

        return Task.FromResult(new ListModelsResponse { Models = { model } });
    }

    public override Task<ListAdaptersResponse> ListAdapters(ListAdaptersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAdaptersResponse
        {
            Adapters =
            {
                inference.Script.Adapters.Select(static a => new Adapter
                {
                    Name = a.Name,
                    CurrentVersion = a.Version,
                    Versions = { new AdapterVersion { Version = a.Version, Compatible = a.Compatible, Summary = a.Summary } },
                }),
            },
        });

    private void ThrowIfLoading()
    {
        if (!inference.Script.Ready)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The model is loading."));
        }
    }

    private static LabelProbability Label(string label, double probability) => new() { Label = label, Probability = probability };
}
