using System.Text;
using Grpc.Core;
using MedQa.Model.Answers;
using MedQa.Trainer.Reports;
using MedQa.V1;
using AnswerFormat = MedQa.Model.Answers.AnswerFormat;

namespace MedQa.Trainer.Evaluation;

/// <summary>
/// A model behind a running inference service. The service encodes conversations and texts, so that prompts have the ids that they
/// have in its own process; a batch's calls run side by side, and the service puts them in order.
/// </summary>
internal sealed class ServerBackend : IEvaluationBackend
{
    // A service computes one request at a time and lets some wait; more at once would only be refused.
    private const int CallsAtOnce = 8;

    private readonly MedicalQa.MedicalQaClient _client;
    private readonly ServedTarget _target;
    private readonly IReadOnlyList<AnsweredExample> _examples;
    private readonly CancellationToken _cancellationToken;
    private readonly IReadOnlyList<int> _lead;
    private readonly IReadOnlyList<Continuation> _labels;

    /// <summary>Learns what labels and lead are in the model's tokens.</summary>
    /// <param name="client">The service's client.</param>
    /// <param name="target">The model and adapter that it serves.</param>
    /// <param name="format">How questions are put and answers are laid out.</param>
    /// <param name="examples">Examples to show first.</param>
    /// <param name="cancellationToken">Ends calls made while prompts are encoded.</param>
    /// <exception cref="RpcException">The service can't be reached or refuses.</exception>
    public ServerBackend(
        MedicalQa.MedicalQaClient client, ServedTarget target, AnswerFormat format, IReadOnlyList<AnsweredExample> examples, CancellationToken cancellationToken)
    {
        _client = client;
        _target = target;
        Format = format;
        _examples = examples;
        _cancellationToken = cancellationToken;
        _lead = Encode(format.Lead);

        // A first decision begins the answer, a last one goes on behind the lead.
        _labels = [.. format.Labels.Select(format.Candidate).Select(text => format.Placement == DecisionPlacement.First
            ? new Continuation { Tokens = new TokenIds { Ids = { Encode(text) } } }
            : new Continuation { Text = text })];
        var request = Score(fineTuned: false, BeforeLabel(PromptIds("-", [])));
        request.Continuations.AddRange(format.Labels.Select(format.Candidate).Append(".").Select(text => new Continuation { Text = text }));
        int[] lengths = [.. client.Score(request, cancellationToken: cancellationToken).Scores.Select(s => s.TokenIds.Count)];
        LabelLengths = lengths[..format.Labels.Count];

        // As the service's guide counts: lead, label and full stop in the middle of an answer, and one more where the lead goes on in it.
        LeastTokens = 1 + _lead.Count + lengths[format.Labels.Count..^1].Max() + lengths[^1];
    }

    public NamedHash Model => _target.Model;

    public NamedHash? Adapter => _target.Adapter;

    public AnswerFormat Format { get; }

    public string ChatTemplate => _target.ChatTemplate;

    public string Compute => _target.Compute;

    public int ContextLength => _target.ContextLength;

    public IReadOnlyList<int> LabelLengths { get; }

    public int LeastTokens { get; }

    public IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages) =>
        [.. _client.Tokenize(new TokenizeRequest { Conversation = Conversation(question, passages) }, cancellationToken: _cancellationToken).Ids];

    public IReadOnlyList<int> BeforeLabel(IReadOnlyList<int> prompt, string? longAnswer = null)
    {
        if (Format.Placement == DecisionPlacement.First)
        {
            return prompt;
        }

        return longAnswer?.Trim() is { Length: > 0 } answer ? [.. prompt, .. Encode($"{answer} {Format.Lead}")] : [.. prompt, .. _lead];
    }

    public async Task<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(
        bool fineTuned, IReadOnlyList<IReadOnlyList<int>> prompts, CancellationToken cancellationToken) =>
        await SideBySideAsync(prompts, async prompt =>
        {
            using var call = _client.ScoreAsync(Score(fineTuned, prompt), cancellationToken: cancellationToken);
            var reply = await call;
            return (IReadOnlyList<double>)[.. reply.Scores.Select(s => s.LogProbability)];
        }, cancellationToken);

    public async Task<IReadOnlyList<string>> AnswerAsync(
        bool fineTuned, IReadOnlyList<PromptSet.Prompt> prompts, bool decide, int maxTokens, CancellationToken cancellationToken) =>
        await SideBySideAsync(prompts, async prompt =>
        {
            var conversation = Conversation(prompt.Row.Question, prompt.Passages);
            var request = new GenerateRequest
            {
                Messages = { conversation.Messages },
                ContextPassages = { conversation.ContextPassages },
                Adapter = fineTuned ? _target.AdapterName : "",
                AdapterVersion = fineTuned ? _target.AdapterVersion : 0,
                Sampling = new Sampling { MaxTokens = maxTokens },
                MustDecide = decide,
                DecisionFormat = decide ? new V1.AnswerFormat { DecisionFirst = Format.Placement == DecisionPlacement.First, Lead = Format.Lead, Labels = { Format.Labels } } : null,
            };
            using var call = _client.Generate(request, cancellationToken: cancellationToken);
            var text = new StringBuilder();
            var finished = false;
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                text.Append(response.Text);
                finished = response.Finished is { Reason: FinishReason.Stop or FinishReason.Length };
            }

            return finished ? text.ToString().Trim() : throw new RpcException(new Status(StatusCode.Aborted, "The service ended an answer before it was complete."));
        }, cancellationToken);

    private static async Task<TResult[]> SideBySideAsync<T, TResult>(IReadOnlyList<T> items, Func<T, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Count, limits, async (i, _) => results[i] = await ask(items[i]));
        return results;
    }

    private IReadOnlyList<int> Encode(string text) => [.. _client.Tokenize(new TokenizeRequest { Text = text }, cancellationToken: _cancellationToken).Ids];

    private ScoreRequest Score(bool fineTuned, IReadOnlyList<int> prompt) => new()
    {
        Tokens = new TokenIds { Ids = { prompt } },
        Continuations = { _labels },
        Adapter = fineTuned ? _target.AdapterName : "",
        AdapterVersion = fineTuned ? _target.AdapterVersion : 0,
    };

    private V1.Conversation Conversation(string question, IReadOnlyList<string> passages)
    {
        var conversation = new V1.Conversation { ContextPassages = { passages } };
        conversation.Messages.Add(new Message { Role = Role.System, Content = Format.SystemPrompt });
        foreach (var example in _examples)
        {
            conversation.Messages.Add(new Message { Role = Role.User, Content = AnswerFormat.UserText(example.Question, example.Passages) });
            conversation.Messages.Add(new Message { Role = Role.Assistant, Content = example.Response });
        }

        conversation.Messages.Add(new Message { Role = Role.User, Content = question });
        return conversation;
    }
}
