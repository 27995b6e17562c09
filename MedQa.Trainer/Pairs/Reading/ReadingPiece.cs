using MedQa.Library.Grounding;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>One of a pair's passages: some sentences of a section, in its order.</summary>
/// <param name="Page">The page.</param>
/// <param name="Heading">The heading, or empty.</param>
/// <param name="Parts">Its sentences; those that answer are one part, so that nothing comes between them.</param>
internal sealed record ReadingPiece(Page Page, string Heading, IReadOnlyList<string> Parts)
{
    /// <summary>As it stands in a prompt.</summary>
    public string Text => ContextText.Of(Page.Title, Heading.Length == 0 ? [] : [Heading], string.Join(' ', Parts));

    /// <summary>Its words.</summary>
    public int Words => Vocabulary.WordCount(Text);

    /// <summary>With a sentence more, at a random place.</summary>
    public ReadingPiece With(string sentence, PairRandom random)
    {
        var at = random.Below(Parts.Count + 1);
        return this with { Parts = [.. Parts.Take(at), sentence, .. Parts.Skip(at)] };
    }
}
