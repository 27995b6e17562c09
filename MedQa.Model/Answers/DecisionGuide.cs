using System.Text;
using MedQa.Model.Generation;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Answers;

/// <summary>
/// Makes one answer state a decision, so that none is left without: a first decision is one of the labels, and what follows is free; a
/// last one is led in where the model would end, or where the budget is nearly used up, and the answer ends with it. Between the
/// labels the model chooses. Not thread-safe.
/// </summary>
public sealed class DecisionGuide : ITokenGuide
{
    private readonly ITokenizer _tokenizer;
    private readonly AnswerFormat _format;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StringBuilder _text = new();
    private readonly Queue<int> _forced = [];
    private readonly IReadOnlyList<int> _closing;
    private IReadOnlyList<IReadOnlyList<int>>? _labels;
    private int _labelLength;
    private bool _decided;

    /// <summary>Begins an answer.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="format">Where the decision stands, its lead and the labels.</param>
    public DecisionGuide(ITokenizer tokenizer, AnswerFormat format)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(format);
        _tokenizer = tokenizer;
        _format = format;
        _detokenizer = new StreamingDetokenizer(tokenizer);
        _closing = tokenizer.EncodeContinuation(".");
        if (format.Placement == DecisionPlacement.First)
        {
            _labels = [.. format.Labels.Select(l => tokenizer.Encode(format.Candidate(l)))];
        }

        LeastTokens = 1 + _closing.Count + LeadIn().Count + format.Labels.Max(l => tokenizer.EncodeContinuation(format.Candidate(l)).Count);
    }

    /// <summary>The budget that a decision always fits into, its lead and the full stop included.</summary>
    public int LeastTokens { get; }

    /// <summary>Whether a greedy answer is what the guide would have made of it: the same, because nothing had to be forced.</summary>
    /// <param name="format">Where the decision stands, its lead and the labels.</param>
    /// <param name="answer">The answer, without white space around it.</param>
    public static bool Keeps(AnswerFormat format, string answer)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(answer);
        if (format.Placement == DecisionPlacement.First)
        {
            return format.Labels.Any(l => answer.StartsWith($"{format.Candidate(l)}.", StringComparison.Ordinal));
        }

        var lead = answer.IndexOf(format.Lead, StringComparison.Ordinal);
        return lead >= 0 && format.Labels.Any(l => answer.AsSpan(lead + format.Lead.Length).SequenceEqual($" {l}."));
    }

    /// <inheritdoc/>
    public bool IsComplete => _decided && _forced.Count == 0 && _format.Placement == DecisionPlacement.Last;

    /// <inheritdoc/>
    public IReadOnlyList<int>? Allowed(int left)
    {
        if (!_decided && _labels is null && _forced.Count == 0 && left <= LeastTokens)
        {
            BeginLead();
        }

        if (_forced.TryPeek(out var forced))
        {
            return [forced];
        }

        return _labels is null ? null : [.. _labels.Select(l => l.Count > _labelLength ? l[_labelLength] : _closing[0]).Distinct()];
    }

    /// <inheritdoc/>
    public bool MayEnd()
    {
        if (!_decided)
        {
            BeginLead();
        }

        return _decided;
    }

    /// <inheritdoc/>
    public void Add(int id)
    {
        _text.Append(_detokenizer.Append(id));
        if (_forced.TryDequeue(out _))
        {
            BeginLabelAfterLead();
        }
        else if (_labels is not null)
        {
            NarrowLabels(id);
        }
        else if (!_decided)
        {
            BeginLabelAfterLead();
        }
    }

    private void BeginLead()
    {
        foreach (var id in LeadIn())
        {
            _forced.Enqueue(id);
        }
    }

    private IReadOnlyList<int> LeadIn() => _text.Length == 0 ? _tokenizer.Encode(_format.Lead)
        : _tokenizer.EncodeContinuation(char.IsWhiteSpace(_text[^1]) ? _format.Lead : $" {_format.Lead}");

    private void BeginLabelAfterLead()
    {
        if (_decided || _forced.Count > 0 || _format.Placement == DecisionPlacement.First)
        {
            return;
        }

        var text = _text.ToString();
        if (text.AsSpan().TrimEnd().EndsWith(_format.Lead, StringComparison.Ordinal))
        {
            var spaced = char.IsWhiteSpace(text[^1]);
            _labels = [.. _format.Labels.Select(l => _tokenizer.EncodeContinuation(spaced ? l : _format.Candidate(l)))];
        }
    }

    /// <summary>Keeps the labels that go on with this token. One that is spelled out ends where its closing comes, or at once where no longer one is left.</summary>
    private void NarrowLabels(int id)
    {
        var going = _labels!.Where(l => l.Count > _labelLength && l[_labelLength] == id).ToList();
        _labelLength++;
        if (going.Count == 0)
        {
            Decide(_closing.Skip(1));
        }
        else if (going.All(l => l.Count == _labelLength))
        {
            Decide(_closing);
        }
        else
        {
            _labels = going;
        }
    }

    private void Decide(IEnumerable<int> closing)
    {
        _labels = null;
        _decided = true;
        foreach (var id in closing)
        {
            _forced.Enqueue(id);
        }
    }
}
