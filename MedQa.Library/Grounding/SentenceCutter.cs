using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>
/// Cuts a text that comes in pieces into the sentences that <see cref="SentenceSplitter"/> finds in the whole of it. A sentence is given
/// as soon as no further character can change it: at its paragraph's end, or when the first word of the next one is complete.
/// </summary>
internal sealed class SentenceCutter
{
    private readonly System.Text.StringBuilder _text = new();
    private string _paragraph = "";
    private int _paragraphStart;
    private int _given;

    /// <summary>All text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>How far the text can be shown: up to here it belongs to sentences given, or to the one that comes next.</summary>
    public int Certain { get; private set; }

    /// <summary>Takes the next piece.</summary>
    /// <returns>The sentences that are complete now, as spans of the whole text.</returns>
    public IReadOnlyList<TextSpan> Push(string piece)
    {
        _text.Append(piece);
        _paragraph += piece;
        var sentences = new List<TextSpan>();
        for (var feed = _paragraph.IndexOf('\n', StringComparison.Ordinal); feed >= 0; feed = _paragraph.IndexOf('\n', StringComparison.Ordinal))
        {
            Give(SentenceSplitter.Split(_paragraph[..feed]), sentences);
            _paragraph = _paragraph[(feed + 1)..];
            _paragraphStart += feed + 1;
            _given = 0;
        }

        var open = SentenceSplitter.Split(_paragraph);
        var settled = 0;
        while (settled + 1 < open.Count && SentenceSplitter.IsSettled(_paragraph, open[settled + 1].Start))
        {
            settled++;
        }

        Give([.. open.Take(settled)], sentences);
        Certain = _paragraphStart + (settled < open.Count ? open[settled].End : 0);
        return sentences;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The sentences not given yet.</returns>
    public IReadOnlyList<TextSpan> Finish()
    {
        var sentences = new List<TextSpan>();
        Give(SentenceSplitter.Split(_paragraph), sentences);
        Certain = _text.Length;
        return sentences;
    }

    private void Give(IReadOnlyList<TextSpan> paragraph, List<TextSpan> sentences)
    {
        sentences.AddRange(paragraph.Skip(_given).Select(span => span with { Start = span.Start + _paragraphStart }));
        _given = paragraph.Count;
    }
}
