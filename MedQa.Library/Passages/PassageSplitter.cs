using MedQa.Library.Documents;

namespace MedQa.Library.Passages;

/// <summary>
/// Splits a document at sentence borders into passages of at most <see cref="MaxWords"/> words, never across a heading or a page and
/// without overlap. A section is parted as evenly as its sentences allow, so that no passage is a left-over. A sentence that is longer
/// than a passage (a table without stops) is parted at words. Thread-safe.
/// </summary>
/// <param name="maxWords">The most words of a passage; words are parted by white space.</param>
public sealed class PassageSplitter(int maxWords = 180)
{
    /// <summary>Changes where the same document would be split otherwise than before.</summary>
    public const int Version = 1;

    /// <summary>The most words of a passage.</summary>
    public int MaxWords { get; } = maxWords > 0 ? maxWords : throw new ArgumentOutOfRangeException(nameof(maxWords), maxWords, "A passage has at least one word.");

    /// <summary>The passages of a document, in order.</summary>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Looked at before each section.</param>
    public IReadOnlyList<Passage> Split(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var passages = new List<Passage>();
        foreach (var section in document.Sections)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Split(section, section.Date ?? document.Date, passages);
        }

        return passages;
    }

    private void Split(DocumentSection section, DateOnly? date, List<Passage> passages)
    {
        var pieces = SentenceSplitter.Split(section.Text).SelectMany(sentence => Shorten(section.Text, sentence)).ToList();
        var left = pieces.Sum(p => p.Words);
        for (var at = 0; at < pieces.Count;)
        {
            var share = (double)left / ((left + MaxWords - 1) / MaxWords);
            var (end, words) = (at + 1, pieces[at].Words);
            while (end < pieces.Count && words + pieces[end].Words <= MaxWords && words + (pieces[end].Words / 2.0) <= share)
            {
                words += pieces[end++].Words;
            }

            passages.Add(Passage(section, date, pieces.GetRange(at, end - at).ConvertAll(p => p.Span)));
            left -= words;
            at = end;
        }
    }

    private static Passage Passage(DocumentSection section, DateOnly? date, List<TextSpan> sentences)
    {
        var start = sentences[0].Start;
        return new(section.Headings, section.Page, date, section.Text[start..sentences[^1].End], sentences.ConvertAll(s => s with { Start = s.Start - start }));
    }

    /// <summary>The sentence, or parts of it that fit into a passage each.</summary>
    private IEnumerable<(TextSpan Span, int Words)> Shorten(string text, TextSpan sentence)
    {
        var (start, words) = (sentence.Start, 0);
        for (var i = sentence.Start; i < sentence.End; i++)
        {
            if (!char.IsWhiteSpace(text[i]) && (i == sentence.Start || char.IsWhiteSpace(text[i - 1])))
            {
                if (words == MaxWords)
                {
                    var end = text.AsSpan(start, i - start).TrimEnd().Length;
                    yield return (new(start, end), words);
                    (start, words) = (i, 0);
                }

                words++;
            }
        }

        yield return (new(start, sentence.End - start), words);
    }
}
