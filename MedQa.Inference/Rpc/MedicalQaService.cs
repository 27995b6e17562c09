using Grpc.Core;
using MedQa.Inference.Adapters;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>The service of medqa.proto. Each call's work is in a type of its own.</summary>
internal sealed class MedicalQaService(
    ModelHost host, AdapterRegistry adapters, RequestReader reader, GenerateCall generate, DecideCall decide, ScoreCall score) : MedicalQa.MedicalQaBase
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
    public override Task<TokenizeResponse> Tokenize(TokenizeRequest request, ServerCallContext context)
    {
        var tokenizer = host.Require().Tokenizer;
        var response = new TokenizeResponse();
        if (request.AddBos && tokenizer.BosTokenId is { } bos)
        {
            response.Ids.Add(bos);
        }

        response.Ids.AddRange(tokenizer.Encode(reader.Text(request.Text, "text", mayBeEmpty: true)));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { Listings.Of(host) } });

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
        return new LoadAdapterResponse { Name = lease.Name, Version = lease.Version };
    }
}
