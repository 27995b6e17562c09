using System.Threading.Channels;
using Grpc.Core;
using MedQa.Inference.Adapters;
using MedQa.Inference.Devices;
using MedQa.Inference.Libraries;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Library.Grounding;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Tokenization;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>
/// Answers a conversation. The device's thread writes pieces of text into a channel of the call's own, this side ties them to the
/// library's passages where that was asked for, and sends them: the device never waits for a slow client, and the budget of tokens
/// bounds what can pile up.
/// </summary>
internal sealed class GenerateCall(
    ModelHost host, DeviceThread device, AdapterRegistry adapters, Grounder grounder, RequestReader reader, Drain drain, InferenceMetrics metrics)
{
    public async Task RunAsync(GenerateRequest request, IServerStreamWriter<GenerateResponse> responses, CancellationToken cancellationToken)
    {
        var model = host.Require();
        var messages = reader.Messages(request.Messages);
        var passages = reader.Passages(request.ContextPassages);
        var sampling = reader.Sampling(request.Sampling);
        var mode = RequestReader.Grounding(request.Grounding, passages.Count);
        using var lease = await adapters.AcquireAsync(model, RequestReader.Adapter(request.Adapter, request.AdapterVersion), cancellationToken);
        var decision = request.MustDecide && request.DecisionFormat is { } format ? reader.DecisionFormat(format) : lease.Format;
        var retrieval = mode is null ? null : await RetrieveAsync(model, messages, mayDecline: mode == GroundingMode.Required && !request.MustDecide, cancellationToken);
        if (retrieval is not null && mode == GroundingMode.Required && !retrieval.Context.IsRelevant)
        {
            await DeclineAsync(model, lease, retrieval, responses, cancellationToken);
            return;
        }

        var fitted = retrieval is { Context.IsRelevant: true }
            ? GroundedPrompt.Fit(model, messages, retrieval.Context.Passages, lease.Format, sampling.MaxTokens)
            : new([], ChatPrompt.Fit(
                model.ChatTemplate, model.Tokenizer, Prompts.Complete(messages, passages, lease.Format), model.Config.MaxPositionEmbeddings, sampling.MaxTokens));
        var prompt = fitted.Prompt;
        var budget = Math.Min(sampling.MaxTokens, model.Config.MaxPositionEmbeddings - prompt.Ids.Count);
        ITokenGuide? guide = request.MustDecide ? Guide(model, decision, sampling.Stop.Count > 0, budget)
            : mode == GroundingMode.Required ? new Quotes(fitted.Passages, decision).Guide(model.Tokenizer, model.Generator.EndTokenIds, budget, mayDecline: !retrieval!.Context.IsCertain)
            : null;
        var answer = fitted.Passages.Count > 0 ? new GroundedAnswer(fitted.Passages, mode!.Value, format: decision) : null;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Token);
        var pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var work = device.RunAsync(token => Generate(model, prompt.Ids, sampling, lease, guide, pieces.Writer, token), ending.Token);
        _ = work.ContinueWith(_ => pieces.Writer.Complete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await responses.WriteAsync(new() { Started = Started(model, lease, prompt) }, cancellationToken);
            if (retrieval is not null)
            {
                await responses.WriteAsync(new() { Sources = GroundedReplies.SourcesOf(retrieval.Context, fitted.Passages) }, cancellationToken);
            }

            await SendAsync(pieces.Reader, answer, responses, cancellationToken);
        }
        finally
        {
            // A client that can't be written to is gone, and a declined answer needs no more text. The device must let go of the adapter before the lease ends.
            if (!work.IsCompleted)
            {
                await ending.CancelAsync();
                await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        var result = await work;
        await SendAsync(answer?.Finish() ?? [], responses, cancellationToken);
        await responses.WriteAsync(new() { Finished = Finished(result, answer, retrieval) }, cancellationToken);
        if (retrieval is not null)
        {
            metrics.Grounded(answer is null ? GroundedOutcome.Alone : answer.IsDeclined ? GroundedOutcome.Declined : GroundedOutcome.Grounded);
        }
    }

    /// <summary>The last question is searched for; the one before it helps where it leans on that.</summary>
    private Task<Retrieval> RetrieveAsync(ServedModel model, IReadOnlyList<ChatMessage> messages, bool mayDecline, CancellationToken cancellationToken) =>
        grounder.PrepareAsync(model, messages[^1].Content, messages.SkipLast(1).LastOrDefault(message => message.Role == ChatRole.User)?.Content, mayDecline, cancellationToken);

    /// <summary>Says that the library does not answer; the model is not asked.</summary>
    private async Task DeclineAsync(ServedModel model, AdapterLease lease, Retrieval retrieval, IServerStreamWriter<GenerateResponse> responses, CancellationToken cancellationToken)
    {
        await responses.WriteAsync(new() { Started = Started(model, lease, new([], 0)) }, cancellationToken);
        await responses.WriteAsync(new() { Sources = GroundedReplies.SourcesOf(retrieval.Context, []) }, cancellationToken);
        await responses.WriteAsync(new() { Text = Decline.Sentence }, cancellationToken);
        var finished = new GenerateFinished
        {
            Reason = V1.FinishReason.Stop,
            Usage = new(),
            Declined = true,
            RetrievalSeconds = retrieval.Duration.TotalSeconds,
        };
        await responses.WriteAsync(new() { Finished = finished }, cancellationToken);
        metrics.Grounded(GroundedOutcome.Declined);
    }

    /// <summary>Sends pieces as they come, until they end or the answer is declined.</summary>
    private static async Task SendAsync(ChannelReader<string> pieces, GroundedAnswer? answer, IServerStreamWriter<GenerateResponse> responses, CancellationToken cancellationToken)
    {
        await foreach (var text in pieces.ReadAllAsync(cancellationToken))
        {
            await SendAsync(answer is null ? [new GroundedText(text)] : answer.Push(text), responses, cancellationToken);
            if (answer is { IsDeclined: true })
            {
                return;
            }
        }
    }

    private static async Task SendAsync(IEnumerable<GroundedEvent> events, IServerStreamWriter<GenerateResponse> responses, CancellationToken cancellationToken)
    {
        foreach (var response in GroundedReplies.Of(events))
        {
            await responses.WriteAsync(response, cancellationToken);
        }
    }

    private GenerationResult Generate(
        ServedModel model, IReadOnlyList<int> prompt, SamplingOptions sampling, AdapterLease lease, ITokenGuide? guide, ChannelWriter<string> pieces, CancellationToken token)
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

    private static GenerateFinished Finished(GenerationResult result, GroundedAnswer? answer, Retrieval? retrieval) => new()
    {
        // A declined answer is whole, though the model was stopped for it.
        Reason = answer is { IsDeclined: true } ? V1.FinishReason.Stop : Replies.ReasonOf(result),
        Usage = Replies.UsageOf(result),
        TimeToFirstTokenSeconds = result.TimeToFirstToken.TotalSeconds,
        DurationSeconds = result.Duration.TotalSeconds,
        Declined = answer is { IsDeclined: true },
        WithheldSentences = answer?.WithheldSentences ?? 0,
        RetrievalSeconds = retrieval?.Duration.TotalSeconds ?? 0,
    };
}
