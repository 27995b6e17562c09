using System.Text;
using MedQa.Library.Passages;
using MedQa.Model.Answers;

namespace MedQa.Library.Grounding;

/// <summary>
/// Takes a model's answer in pieces and gives what is shown of it. The answer is cut into sentences exactly as
/// <see cref="SentenceSplitter"/> cuts the whole; each that is shown is followed by a <see cref="SentenceCitation"/>. With
/// <see cref="GroundingMode.Auto"/> text is shown as it comes, with <see cref="GroundingMode.Required"/> a sentence once a passage supports it.
/// What a place of a passage supports is shown once, unless it is a part of a list or of what a pronoun speaks of. The label of the passage that
/// supports a sentence is not shown before it where it adds nothing (<see cref="SentenceSupport"/>).
/// A first sentence that says that the passages hold no answer is never shown: the answer is declined then, and so is a required answer of
/// which nothing is supported. The sentence that states a decision is no claim of the passages' and has no citation. White space between
/// sentences becomes one space, one line feed or two. However the text is parted into pieces, the same comes out. Not thread-safe.
/// </summary>
/// <param name="support">Ties sentences to what the prompt held.</param>
/// <param name="mode">What becomes of unsupported sentences.</param>
/// <param name="format">How the answer states its decision, if it was asked for one.</param>
public sealed class GroundedAnswer(SentenceSupport support, GroundingMode mode, AnswerFormat? format = null)
{
    private readonly SentenceSupport _support = support;
    private readonly SentenceCutter _cutter = new();
    private readonly StringBuilder _shown = new();
    private readonly List<TextSpan> _held = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsupported = new(StringComparer.Ordinal);
    private readonly HashSet<(int Passage, TextSpan Span)> _supported = [];
    private readonly List<GroundedEvent> _events = [];
    private readonly StringBuilder _piece = new();
    private Support? _before;
    private bool _answers;
    private bool _finished;
    private int _taken;
    private int _sentence = -1;
    private int _break;

    /// <summary>Begins an answer.</summary>
    /// <param name="passages">What the prompt held.</param>
    /// <param name="mode">What becomes of unsupported sentences.</param>
    /// <param name="format">How the answer states its decision, if it was asked for one.</param>
    public GroundedAnswer(IReadOnlyList<ContextPassage> passages, GroundingMode mode, AnswerFormat? format = null)
        : this(new SentenceSupport(passages), mode, format)
    {
    }

    /// <summary>What was shown so far.</summary>
    public string Text => _shown.ToString();

    /// <summary>Whether the answer is declined; nothing that follows is shown then, and the model need not go on.</summary>
    public bool IsDeclined { get; private set; }

    /// <summary>Sentences left out because nothing supports them.</summary>
    public int WithheldSentences { get; private set; }

    /// <summary>Takes the next piece of the model's answer.</summary>
    /// <returns>What comes out of it, in order.</returns>
    /// <exception cref="InvalidOperationException">The answer is finished.</exception>
    public IReadOnlyList<GroundedEvent> Push(string piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        if (_finished)
        {
            throw new InvalidOperationException("The answer is finished and takes no more text.");
        }

        return IsDeclined ? [] : Take(_cutter.Push(piece), finished: false);
    }

    /// <summary>Ends the answer.</summary>
    /// <returns>What is left, in order.</returns>
    public IReadOnlyList<GroundedEvent> Finish()
    {
        if (_finished || IsDeclined)
        {
            _finished = true;
            return [];
        }

        _finished = true;
        return Take(_cutter.Finish(), finished: true);
    }

    private List<GroundedEvent> Take(IReadOnlyList<TextSpan> sentences, bool finished)
    {
        _events.Clear();
        var text = _cutter.Text;
        for (var i = 0; i < sentences.Count && !IsDeclined; i++)
        {
            Take(text, sentences[i]);
        }

        if (!IsDeclined && !finished && mode == GroundingMode.Auto && _cutter.Certain > _taken && MayStream(text))
        {
            ShowHeld(text);
            Show(text, _cutter.Certain);
        }

        if (finished && !IsDeclined && !_answers)
        {
            if (mode == GroundingMode.Required)
            {
                DeclineAnswer();
            }
            else
            {
                ShowHeld(text);
            }
        }

        EndPiece();
        return [.. _events];
    }

    /// <summary>A complete sentence.</summary>
    private void Take(string text, TextSpan sentence)
    {
        var words = sentence.Of(text).ToString();
        if (IsDecision(words))
        {
            if (_answers)
            {
                Show(text, sentence.End);
                (_sentence, _before) = (-1, null);
            }
            else
            {
                _held.Add(sentence);
            }

            return;
        }

        var support = _support.Find(words, _before);
        if (support is null && !_answers && _sentence < 0 && WithheldSentences == 0 && DeclineSentences.Judge(words, whole: true) == DeclineBeginning.Yes)
        {
            DeclineAnswer();
            return;
        }

        if (IsRepeated(words, support))
        {
            Pass(text, sentence);
            return;
        }

        _before = support;
        if (mode == GroundingMode.Required && support is null)
        {
            WithheldSentences++;
            Pass(text, sentence);
            return;
        }

        ShowHeld(text);
        if (support is { LabelLength: > 0 })
        {
            Pass(text, sentence with { Length = support.LabelLength });
        }

        Show(text, sentence.End);
        EndPiece();
        Remember(words, support);
        _events.Add(new SentenceCitation(new(_sentence, _shown.Length - _sentence), support));
        _sentence = -1;
    }

    /// <summary>Whether the open sentence's beginning can be shown: it cannot decline the answer, is not about to state the decision, and has no label and nothing said before.</summary>
    private bool MayStream(string text)
    {
        if (_sentence >= 0)
        {
            return true;
        }

        var from = _held.Count > 0 ? _held[^1].End : _taken;
        var open = text[from.._cutter.Certain].TrimStart();
        return open.Length > 0 && !_support.MayBeLabelled(open) && !MayBeRepeated(open)
            && (_answers || (!MayBecomeDecision(open) && DeclineSentences.Judge(open, whole: false) == DeclineBeginning.No));
    }

    private void DeclineAnswer()
    {
        IsDeclined = true;
        _shown.Clear().Append(Decline.Sentence);
        _piece.Clear();
        _events.Add(new GroundedText(Decline.Sentence));
        _events.Add(new AnswerDeclined());
    }

    /// <summary>Decisions that stood before the first sentence.</summary>
    private void ShowHeld(string text)
    {
        _answers = true;
        foreach (var sentence in _held)
        {
            Show(text, sentence.End);
            _sentence = -1;
        }

        _held.Clear();
    }

    /// <summary>Shows the text up to here.</summary>
    private void Show(string text, int end)
    {
        for (; _taken < end; _taken++)
        {
            if (char.IsWhiteSpace(text[_taken]))
            {
                Break(text, _taken);
                continue;
            }

            if (_shown.Length > 0 && _break > 0)
            {
                Append(_break switch { 1 => " ", 2 => "\n", _ => "\n\n" });
            }

            _break = 0;
            _sentence = _sentence < 0 ? _shown.Length : _sentence;
            Append(text.AsSpan(_taken, 1));
        }
    }

    /// <summary>Leaves a sentence out; the white space before it still parts what stands around it.</summary>
    private void Pass(string text, TextSpan sentence)
    {
        for (; _taken < sentence.Start; _taken++)
        {
            Break(text, _taken);
        }

        _taken = sentence.End;
    }

    private void Break(string text, int at)
    {
        var feeds = text[at] != '\n' ? 1 : at > 0 && text.AsSpan(0, at).TrimEnd(" \t\r").EndsWith("\n") ? 3 : 2;
        _break = Math.Max(_break, feeds);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        _shown.Append(text);
        _piece.Append(text);
    }

    private void EndPiece()
    {
        if (_piece.Length > 0)
        {
            _events.Add(new GroundedText(_piece.ToString()));
            _piece.Clear();
        }
    }

    /// <summary>Whether a sentence says again what was shown. One that leans on another, or that another leans on, stays: it would be missing there.</summary>
    private bool IsRepeated(string sentence, Support? support) => support is null
        ? _unsupported.Contains(Said(sentence))
        : _supported.Contains((support.Passage, support.Span)) && !_support.IsBound(support);

    private void Remember(string sentence, Support? support)
    {
        var said = Said(sentence, support);
        _said.Add(said);
        if (support is null)
        {
            _unsupported.Add(said);
        }
        else
        {
            _supported.Add((support.Passage, support.Span));
        }
    }

    /// <summary>A sentence without its label, as it is compared with others.</summary>
    private static string Said(string sentence, Support? support = null) => string.Join(' ', SupportWords.Of(sentence[(support?.LabelLength ?? 0)..]));

    /// <summary>Whether a sentence that begins so may say what was said before.</summary>
    private bool MayBeRepeated(string beginning) => _said.Count > 0 && Said(beginning) is var words
        && (!words.Contains(' ', StringComparison.Ordinal) || _said.Any(said => said.StartsWith(words, StringComparison.Ordinal)));

    private bool IsDecision(string sentence) => format is not null && (format.Placement == DecisionPlacement.Last
        ? sentence.StartsWith(format.Lead, StringComparison.Ordinal) && IsLabel(sentence[format.Lead.Length..], whole: true)
        : _shown.Length == 0 && _held.Count == 0 && format.Labels.Any(label => string.Equals(sentence.TrimEnd('.'), label, StringComparison.OrdinalIgnoreCase)));

    private bool MayBecomeDecision(string beginning) => format is not null && (format.Placement == DecisionPlacement.Last
        ? format.Lead.StartsWith(beginning, StringComparison.Ordinal) || (beginning.StartsWith(format.Lead, StringComparison.Ordinal) && IsLabel(beginning[format.Lead.Length..], whole: false))
        : _held.Count == 0 && format.Labels.Any(label => $"{label}.".StartsWith(beginning, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether what follows the lead is a label and nothing else, or may become that.</summary>
    private bool IsLabel(string rest, bool whole) => whole
        ? format!.Labels.Any(label => rest.Trim() is var said && (said.Equals(label, StringComparison.OrdinalIgnoreCase) || said.Equals($"{label}.", StringComparison.OrdinalIgnoreCase)))
        : format!.Labels.Any(label => $"{label}.".StartsWith(rest.TrimStart(), StringComparison.OrdinalIgnoreCase));
}
