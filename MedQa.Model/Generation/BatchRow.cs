using MedQa.Model.Tokenization;

namespace MedQa.Model.Generation;

/// <summary>One row of a batch being generated.</summary>
internal sealed class BatchRow(ITokenizer tokenizer, IReadOnlyList<int> prompt, SamplingOptions options, int index)
{
    private readonly AnswerText _text = new(tokenizer, options.Stop, null);
    private readonly List<int> _ids = [];

    public Sampler Sampler { get; } = new(options.Seed is { } seed ? options with { Seed = seed + (ulong)index } : options, prompt);

    /// <summary>Whether the row has ended; tokens that come later are dropped.</summary>
    public bool Ended { get; private set; }

    public void Add(int id, HashSet<int> ends)
    {
        if (!Ended)
        {
            _ids.Add(id);
            Ended = ends.Contains(id) || !_text.Add(id);
        }
    }

    /// <summary>The row's result. The batch's rows come together, so that no time to the first token is known of one.</summary>
    public GenerationResult Finish(TimeSpan duration) =>
        new(_text.Finish(), _ids, Ended ? FinishReason.Stop : FinishReason.Length, prompt.Count, TimeSpan.Zero, duration);
}
