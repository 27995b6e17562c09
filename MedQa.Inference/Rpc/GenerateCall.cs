using System.Threading.Channels;
using Grpc.Core;
using MedQa.Inference.Adapters;
using MedQa.Inference.Devices;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>
/// Answers a conversation. The device's thread writes pieces of text into a channel of the call's own, this side sends them:
/// the device never waits for a slow client, and the budget of tokens bounds what can pile up.
/// </summary>
internal sealed class GenerateCall(
    ModelHost host, DeviceThread device, AdapterRegistry adapters, RequestReader reader, Drain drain, InferenceMetrics metrics)
{
    public async Task RunAsync(GenerateRequest request, IServerStreamWriter<GenerateResponse> responses, CancellationToken cancellationToken)
    {
        var model = host.Require();
        var messages = reader.Messages(request.Messages);
        var passages = reader.Passages(request.ContextPassages);
        var sampling = reader.Sampling(request.Sampling);
        using var lease = await adapters.AcquireAsync(model, RequestReader.Adapter(request.Adapter, request.AdapterVersion), cancellationToken);
        var prompt = ChatPrompt.Fit(
            model.ChatTemplate, model.Tokenizer, Prompts.Complete(messages, passages, lease.Format), model.Config.MaxPositionEmbeddings, sampling.MaxTokens);

        var guide = request.MustDecide ? Guide(model, request.DecisionFormat is { } format ? reader.DecisionFormat(format) : lease.Format, sampling.Stop.Count > 0, Math.Min(sampling.MaxTokens, model.Config.MaxPositionEmbeddings - prompt.Ids.Count)) : null;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Token);
        var pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var work = device.RunAsync(token => Generate(model, prompt.Ids, sampling, lease, guide, pieces.Writer, token), ending.Token);
        _ = work.ContinueWith(_ => pieces.Writer.Complete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await responses.WriteAsync(new() { Started = Started(model, lease, prompt) }, cancellationToken);
            await foreach (var text in pieces.Reader.ReadAllAsync(cancellationToken))
            {
                await responses.WriteAsync(new() { Text = text }, cancellationToken);
            }
        }
        finally
        {
            // A client that can't be written to is gone. The device must let go of the adapter before the lease ends.
            if (!work.IsCompleted)
            {
                await ending.CancelAsync();
                await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await responses.WriteAsync(new() { Finished = Finished(await work) }, cancellationToken);
    }

    private GenerationResult Generate(
        ServedModel model, IReadOnlyList<int> prompt, SamplingOptions sampling, AdapterLease lease, DecisionGuide? guide, ChannelWriter<string> pieces, CancellationToken token)
    {
        var result = model.Generator.Generate(prompt, sampling, lease.Weights, text => pieces.TryWrite(text), guide, token);
        metrics.Generated(result);
        return result;
    }

    private static DecisionGuide Guide(ServedModel model, Model.Answers.AnswerFormat format, bool stops, int budget)
    {
        var guide = new DecisionGuide(model.Tokenizer, format);
        if (stops)
        {
            throw new InvalidRequestException("must_decide does not go with sampling.stop, which could end the answer before its decision.");
        }

        return guide.LeastTokens <= budget
            ? guide
            : throw new InvalidRequestException($"must_decide needs {guide.LeastTokens} tokens for the decision, but max_tokens and the context leave {budget}.");
    }

    private static GenerateStarted Started(ServedModel model, AdapterLease lease, FittedPrompt prompt) => new()
    {
        Model = model.Name,
        Adapter = lease.Name,
        AdapterVersion = lease.Version,
        PromptTokens = prompt.Ids.Count,
        DroppedExchanges = prompt.DroppedExchanges,
    };

    private static GenerateFinished Finished(GenerationResult result) => new()
    {
        Reason = Replies.ReasonOf(result),
        Usage = Replies.UsageOf(result),
        TimeToFirstTokenSeconds = result.TimeToFirstToken.TotalSeconds,
        DurationSeconds = result.Duration.TotalSeconds,
    };
}
