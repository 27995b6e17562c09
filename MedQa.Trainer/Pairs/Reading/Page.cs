namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A page of the corpus: what stands under one title.</summary>
/// <param name="Source">The corpus file's name.</param>
/// <param name="Subject">What it is about, as it stands within a sentence.</param>
/// <param name="TitleStems">The stems of its content words.</param>
/// <param name="Sections">Its parts, in order.</param>
internal sealed record Page(string Source, string Subject, int[] TitleStems, IReadOnlyList<PageSection> Sections)
{
    /// <summary>The title over it: its subject with a large first letter.</summary>
    public string Title { get; } = PairText.Capitalised(Subject);
}
