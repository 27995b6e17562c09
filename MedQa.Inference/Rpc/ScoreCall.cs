using MedQa.Inference.Adapters;
using MedQa.Inference.Devices;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>Scores continuations of a prompt.</summary>
internal sealed class ScoreCall(
    ModelHost host, DeviceThread device, AdapterRegistry adapters, RequestReader reader, Drain drain, InferenceMetrics metrics)
{
    public async Task<ScoreResponse> RunAsync(ScoreRequest request, CancellationToken cancellationToken)
    {
        var model = host.Require();
        using var lease = await adapters.AcquireAsync(model, RequestReader.Adapter(request.Adapter, request.AdapterVersion), cancellationToken);
        var prompt = Prompt(request, model, lease.Format);

        // After a conversation the text begins the assistant's answer; after a text or ids it goes on in the same one.
        var begins = request.PromptCase == ScoreRequest.PromptOneofCase.Conversation;
        var continuations = reader.Continuations(
            request.Continuations, model.Config.VocabSize, begins ? model.Tokenizer.Encode : model.Tokenizer.EncodeContinuation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Token);
        var scores = await device.RunAsync(token => model.Generator.Score(prompt, continuations, lease.Weights, token), ending.Token);
        metrics.Read(prompt.Count + continuations.Sum(c => c.Count));

        var response = new ScoreResponse { Model = model.Name, Adapter = lease.Name, AdapterVersion = lease.Version };
        response.Scores.AddRange(continuations.Zip(scores, (ids, logs) => new ContinuationScore
        {
            TokenIds = { ids },
            TokenLogProbabilities = { logs },
            LogProbability = logs.Sum(),
        }));
        return response;
    }

    private IReadOnlyList<int> Prompt(ScoreRequest request, ServedModel model, Model.Answers.AnswerFormat format)
    {
        switch (request.PromptCase)
        {
            case ScoreRequest.PromptOneofCase.Conversation:
                return Prompts.Encode(request.Conversation, reader, model, format);
            case ScoreRequest.PromptOneofCase.Text:
                var text = model.Tokenizer.Encode(reader.Text(request.Text, "text", mayBeEmpty: model.Tokenizer.BosTokenId is not null));
                return model.Tokenizer.BosTokenId is { } bos ? [bos, .. text] : text;
            case ScoreRequest.PromptOneofCase.Tokens:
                return RequestReader.Ids(request.Tokens, model.Config.VocabSize, "tokens");
            default:
                throw new InvalidRequestException("The prompt is missing: send a conversation, a text or tokens.");
        }
    }
}
