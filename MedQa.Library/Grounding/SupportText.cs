using MedQa.Library.Indexing;

namespace MedQa.Library.Grounding;

/// <summary>A passage taken apart for <see cref="SentenceSupport"/>. Sentences that give orders to a model support nothing.</summary>
internal sealed class SupportText
{
    private readonly SupportWord[] _label;
    private readonly bool[] _needsLabel;

    /// <param name="source">The passage.</param>
    public SupportText(IndexedPassage source)
    {
        var (text, headings) = (source.Passage.Text, source.Passage.Headings);
        string[] sentences = [.. source.Passage.Sentences.Select(span => span.Of(text).ToString())];
        var orders = ModelOrders.In(sentences);
        var title = SupportWords.Of(source.DocumentTitle);
        _label = SupportWords.Of(ContextText.Of(source.DocumentTitle, headings, ""));
        var turning = headings.Select(SupportWords.Of).Where(DenyingHeading.Turns).ToList();
        _needsLabel = new bool[sentences.Length];
        var (all, isAboutTitle) = (new SupportSentence?[sentences.Length], false);
        for (var i = 0; i < all.Length; i++)
        {
            var words = SupportWords.Of(sentences[i]);
            all[i] = orders[i] || words.Length == 0 ? null : new(source.Passage.Sentences[i], words, title, isAboutTitle);
            isAboutTitle = all[i] is { IsAboutTitle: true };
            _needsLabel[i] = turning.Exists(heading => !DenyingHeading.StandsAlone(heading, words));
        }

        Sentences = all;
    }

    /// <summary>Its sentences in order; null for those that give orders to a model.</summary>
    public IReadOnlyList<SupportSentence?> Sentences { get; }

    /// <summary>A claim without the passage's label.</summary>
    public Claim Read(Claim claim) => claim.Without(_label);

    /// <summary>How a claim is tied to a sentence of the passage.</summary>
    public SupportKind Judge(Claim claim, int sentence)
    {
        var own = Read(claim);
        return Sentences[sentence] is { } text && (own.IsLabelled || !_needsLabel[sentence]) ? text.Judge(own) : SupportKind.None;
    }
}
