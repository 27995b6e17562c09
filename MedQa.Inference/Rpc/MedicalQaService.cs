using Grpc.Core;
using MedQa.Inference.Adapters;
using MedQa.Inference.Libraries;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>The service of medqa.proto. Each call's work is in a type of its own.</summary>
internal sealed class MedicalQaService(
    ModelHost host, LibraryHost library, AdapterRegistry adapters, RequestReader reader, GenerateCall generate, DecideCall decide, ScoreCall score, SearchCall search) : MedicalQa.MedicalQaBase
{
    /// <inheritdoc/>
    public override Task Generate(GenerateRequest request, IServerStreamWriter<GenerateResponse> responseStream, ServerCallContext context) =>
        generate.RunAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<DecideResponse> Decide(DecideRequest request, ServerCallContext context) =>
        decide.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context) =>
        score.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<SearchResponse> Search(SearchRequest request, ServerCallContext context) =>
        search.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<TokenizeResponse> Tokenize(TokenizeRequest request, ServerCallContext context)
    {
        var model = host.Require();
        return Task.FromResult(new TokenizeResponse
        {
            Ids = { request.InputCase == TokenizeRequest.InputOneofCase.Conversation ? Prompts.Encode(request.Conversation, reader, model, model.Format) : Text() },
        });

        IReadOnlyList<int> Text()
        {
            var ids = model.Tokenizer.Encode(reader.Text(request.Text, "text", mayBeEmpty: true));
            return request.AddBos && model.Tokenizer.BosTokenId is { } bos ? [bos, .. ids] : ids;
        }
    }

    /// <inheritdoc/>
    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        new() { Models = { Listings.Of(host, await library.StateAsync(context.CancellationToken)) } };

    /// <inheritdoc/>
    public override async Task<ListAdaptersResponse> ListAdapters(ListAdaptersRequest request, ServerCallContext context)
    {
        var model = host.Require();
        var listings = await adapters.ListAsync(context.CancellationToken);
        return new ListAdaptersResponse { Adapters = { listings.Select(listing => Listings.Of(listing, adapters, model)) } };
    }

    /// <inheritdoc/>
    public override async Task<LoadAdapterResponse> LoadAdapter(LoadAdapterRequest request, ServerCallContext context)
    {
        var model = host.Require();
        var choice = RequestReader.Adapter(request.Name, request.Version)
            ?? throw new InvalidRequestException("name is empty: name the adapter to load.");
        using var lease = await adapters.AcquireAsync(model, choice, context.CancellationToken);
        return new LoadAdapterResponse { Name = lease.Name, Version = lease.Version, AnswerFormat = Listings.Of(lease.Format), Hash = lease.Hash };
    }
}
