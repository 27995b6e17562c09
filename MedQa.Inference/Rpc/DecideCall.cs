using MedQa.Inference.Adapters;
using MedQa.Inference.Devices;
using MedQa.Inference.Libraries;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Library.Grounding;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>Decides a question; scoring and the long answer are one piece of work.</summary>
internal sealed class DecideCall(
    ModelHost host, DeviceThread device, AdapterRegistry adapters, Grounder grounder, RequestReader reader, Drain drain, InferenceMetrics metrics)
{
    public async Task<DecideResponse> RunAsync(DecideRequest request, CancellationToken cancellationToken)
    {
        var model = host.Require();
        var question = reader.Text(request.Question, "question");
        var passages = reader.Passages(request.ContextPassages);
        var sampling = reader.Sampling(request.HasMaxTokens ? new Sampling { MaxTokens = request.MaxTokens } : null);
        var mode = RequestReader.Grounding(request.Grounding, passages.Count);
        using var lease = await adapters.AcquireAsync(model, RequestReader.Adapter(request.Adapter, request.AdapterVersion), cancellationToken);
        var response = new DecideResponse { Model = model.Name, Adapter = lease.Name, AdapterVersion = lease.Version, Usage = new() };
        var context = mode is null ? null : (await grounder.PrepareAsync(model, question, null, mayDecline: false, cancellationToken)).Context;
        if (mode == GroundingMode.Required && context is { IsRelevant: false })
        {
            metrics.Grounded(GroundedOutcome.Declined);
            (response.Declined, response.Sources) = (true, GroundedReplies.SourcesOf(context, []));
            return response;
        }

        // A label says nothing that a passage could support; what the model writes beside it does.
        var writes = request.WithLongAnswer || mode == GroundingMode.Required;
        var scorer = new DecisionScorer(model.Generator, model.Tokenizer, model.ChatTemplate, lease.Format);
        var kept = context is null ? [] : Fit(model, scorer, question, context, writes ? sampling.MaxTokens : 0);
        IReadOnlyList<string> texts = kept.Count > 0 ? [.. kept.Select(passage => passage.Text)] : passages;
        var prompt = scorer.PromptIds(question, texts);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Token);
        var (decision, written) = await device.RunAsync(
            token =>
            {
                var decided = scorer.Decide(question, texts, lease.Weights, token);
                var answer = writes ? model.Generator.Generate(prompt, sampling, lease.Weights, cancellationToken: token) : null;
                return (decided, answer);
            },
            ending.Token);
        Count(written, prompt.Count);
        response.Usage = written is null ? new Usage { PromptTokens = prompt.Count } : Replies.UsageOf(written);
        response.Sources = context is null ? null : GroundedReplies.SourcesOf(context, kept);
        var answer = kept.Count == 0 || written is null ? null : new GroundedAnswer(kept, mode!.Value);
        Add(response, decision, written is null ? null : lease.Format.LongAnswerOf(written.Text), written, answer, mode);
        if (context is not null)
        {
            metrics.Grounded(kept.Count == 0 ? GroundedOutcome.Alone : response.Declined ? GroundedOutcome.Declined : GroundedOutcome.Grounded);
        }

        return response;
    }

    /// <summary>As many of the best passages as leave room for the lead, the labels and the long answer.</summary>
    private static IReadOnlyList<ContextPassage> Fit(ServedModel model, DecisionScorer scorer, string question, GroundedContext context, int maxTokens)
    {
        // A lead and a label have some dozen tokens; a prompt that is too long all the same is refused as any other.
        var room = model.Config.MaxPositionEmbeddings - Math.Max(32, Math.Min(maxTokens, model.Config.MaxPositionEmbeddings / 4));
        return GroundedPrompt.Fit(context.Passages, texts => scorer.PromptIds(question, texts).Count, room);
    }

    private static void Add(DecideResponse response, Decision decision, string? longAnswer, GenerationResult? written, GroundedAnswer? answer, GroundingMode? mode)
    {
        if (answer is not null)
        {
            var events = (IReadOnlyList<GroundedEvent>)[.. answer.Push(longAnswer!), .. answer.Finish()];
            if (answer.IsDeclined && mode == GroundingMode.Required)
            {
                response.Declined = true;
                return;
            }

            longAnswer = answer.Text;
            response.Citations.AddRange(events.OfType<SentenceCitation>().Select(GroundedReplies.Of));
        }

        response.Decision = decision.Label;
        response.Probabilities.AddRange(decision.Labels.Zip(decision.Probabilities, (label, p) => new LabelProbability { Label = label, Probability = p }));
        if (written is not null)
        {
            (response.LongAnswer, response.LongAnswerFinishReason) = (longAnswer, Replies.ReasonOf(written));
        }
    }

    private void Count(GenerationResult? written, int promptTokens)
    {
        if (written is null)
        {
            metrics.Read(promptTokens);
        }
        else
        {
            metrics.Generated(written);
        }
    }
}
