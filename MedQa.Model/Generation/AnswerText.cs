using System.Text;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Generation;

/// <summary>The text of an answer as its tokens come: whole characters only, cut before the first stop text.</summary>
internal sealed class AnswerText(ITokenizer tokenizer, IReadOnlyList<string> stops, Action<string>? onText)
{
    private readonly StreamingDetokenizer _detokenizer = new(tokenizer);
    private readonly StopTextFilter _filter = new(stops);
    private readonly StringBuilder _text = new();

    /// <summary>Takes the next token; false once a stop text has come.</summary>
    public bool Add(int id)
    {
        Show(_filter.Add(_detokenizer.Append(id)));
        return !_filter.Stopped;
    }

    /// <summary>Shows what was held back and returns the whole text.</summary>
    public string Finish()
    {
        Show(_filter.Add(_detokenizer.Flush()));
        Show(_filter.Flush());
        return _text.ToString();
    }

    private void Show(string piece)
    {
        if (piece.Length > 0)
        {
            _text.Append(piece);
            onText?.Invoke(piece);
        }
    }
}
