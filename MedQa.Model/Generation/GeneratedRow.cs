using MedQa.Model.Tokenization;
using static TorchSharp.torch;

namespace MedQa.Model.Generation;

/// <summary>One sequence being generated: chooses its tokens and knows when it ends.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="prompt">What it goes on from.</param>
/// <param name="options">How tokens are chosen.</param>
/// <param name="budget">Most tokens.</param>
/// <param name="ends">Tokens that end it.</param>
/// <param name="guide">What it has to keep to, or null.</param>
/// <param name="onText">Takes each piece of text, or null.</param>
internal sealed class GeneratedRow(
    ITokenizer tokenizer, IReadOnlyList<int> prompt, SamplingOptions options, int budget, HashSet<int> ends, ITokenGuide? guide = null, Action<string>? onText = null)
{
    private readonly Sampler _sampler = new(options, prompt);
    private readonly AnswerText _text = new(tokenizer, options.Stop, onText);
    private readonly List<int> _ids = [];
    private bool _stopped;

    /// <summary>Tokens so far, that which ended it included.</summary>
    public int Count => _ids.Count;

    /// <summary>Whether nothing more comes.</summary>
    public bool Ended => _stopped || _ids.Count >= budget;

    /// <summary>Whether the likeliest token is taken wherever the guide leaves the choice.</summary>
    public bool IsPlainGreedy => _sampler.IsPlainGreedy;

    /// <summary>Chooses and takes the next token.</summary>
    /// <param name="logits">[V] float32.</param>
    /// <param name="likeliest">The likeliest token, where it is known already.</param>
    public int Next(Tensor logits, int? likeliest = null)
    {
        var id = Choose(logits, guide?.Allowed(budget - _ids.Count), likeliest);
        if (guide is not null && ends.Contains(id) && !guide.MayEnd())
        {
            id = Choose(logits, guide.Allowed(budget - _ids.Count), likeliest);
        }

        _ids.Add(id);
        guide?.Add(id);
        _stopped = ends.Contains(id) || !_text.Add(id) || guide is { IsComplete: true };
        return id;
    }

    /// <summary>The row's result.</summary>
    /// <param name="cancelled">Whether the caller cancelled before it ended.</param>
    /// <param name="first">Time to the first token.</param>
    /// <param name="duration">Time of all.</param>
    public GenerationResult Finish(bool cancelled, TimeSpan first, TimeSpan duration)
    {
        var reason = cancelled ? FinishReason.Cancelled : _stopped ? FinishReason.Stop : FinishReason.Length;
        return new(_text.Finish(), _ids, reason, prompt.Count, first, duration);
    }

    private int Choose(Tensor logits, IReadOnlyList<int>? allowed, int? likeliest)
    {
        if (allowed is { Count: 1 })
        {
            return allowed[0];
        }

        if (!IsPlainGreedy)
        {
            var values = logits.cpu().data<float>().ToArray();
            if (allowed is not null)
            {
                var kept = allowed.Select(i => values[i] + guide!.Favour(i)).ToArray();
                Array.Fill(values, float.NegativeInfinity);
                for (var i = 0; i < kept.Length; i++)
                {
                    values[allowed[i]] = kept[i];
                }
            }

            return _sampler.Next(values);
        }

        if (allowed is not null)
        {
            using var scope = NewDisposeScope();
            var among = logits.index_select(0, tensor(allowed.Select(i => (long)i).ToArray(), device: logits.device)).cpu().data<float>().ToArray();
            return allowed.Zip(among, (id, logit) => (Id: id, Logit: logit + guide!.Favour(id))).MaxBy(pair => pair.Logit).Id;
        }

        return likeliest ?? (int)logits.argmax().item<long>();
    }
}
