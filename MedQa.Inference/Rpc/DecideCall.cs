using MedQa.Inference.Adapters;
using MedQa.Inference.Devices;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>Decides a question; scoring and the long answer are one piece of work.</summary>
internal sealed class DecideCall(
    ModelHost host, DeviceThread device, AdapterRegistry adapters, RequestReader reader, Drain drain, InferenceMetrics metrics)
{
    public async Task<DecideResponse> RunAsync(DecideRequest request, CancellationToken cancellationToken)
    {
        var model = host.Require();
        var question = reader.Text(request.Question, "question");
        var passages = reader.Passages(request.ContextPassages);
        var sampling = reader.Sampling(request.HasMaxTokens ? new Sampling { MaxTokens = request.MaxTokens } : null);
        using var lease = await adapters.AcquireAsync(model, RequestReader.Adapter(request.Adapter, request.AdapterVersion), cancellationToken);
        var scorer = new DecisionScorer(model.Generator, model.Tokenizer, model.ChatTemplate, lease.Format);
        var prompt = scorer.PromptIds(question, passages);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Token);
        var (decision, answer) = await device.RunAsync(
            token =>
            {
                var decided = scorer.Decide(question, passages, lease.Weights, token);
                var written = request.WithLongAnswer ? model.Generator.Generate(prompt, sampling, lease.Weights, cancellationToken: token) : null;
                return (decided, written);
            },
            ending.Token);
        return Reply(model, lease, prompt.Count, decision, answer);
    }

    private DecideResponse Reply(ServedModel model, AdapterLease lease, int promptTokens, Decision decision, GenerationResult? answer)
    {
        var response = new DecideResponse { Decision = decision.Label, Model = model.Name, Adapter = lease.Name, AdapterVersion = lease.Version };
        response.Probabilities.AddRange(decision.Labels.Zip(decision.Probabilities, (label, p) => new LabelProbability { Label = label, Probability = p }));
        if (answer is null)
        {
            metrics.Read(promptTokens);
            response.Usage = new Usage { PromptTokens = promptTokens };
            return response;
        }

        metrics.Generated(answer);
        response.LongAnswer = lease.Format.LongAnswerOf(answer.Text);
        response.LongAnswerFinishReason = Replies.ReasonOf(answer);
        response.Usage = Replies.UsageOf(answer);
        return response;
    }
}
