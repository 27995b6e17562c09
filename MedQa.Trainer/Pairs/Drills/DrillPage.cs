using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>A page of the corpus with a short name and the sentences that may stand in drills.</summary>
internal sealed class DrillPage
{
    /// <param name="page">The page.</param>
    /// <param name="name">What drills call it, as it stands within a sentence; may be empty.</param>
    /// <param name="nameStems">The stems of the name's content words.</param>
    public DrillPage(Page page, string name, int[] nameStems)
    {
        Source = page.Source;
        Name = name;
        NameStems = nameStems;
        Sentences = [.. page.Sections.SelectMany(Placed)];
        Askable = [.. Sentences.Where(s => s.MayBeAskedFor)];
    }

    /// <summary>The corpus file's name.</summary>
    public string Source { get; }

    /// <summary>What drills call it, as it stands within a sentence.</summary>
    public string Name { get; }

    /// <summary>The stems of the name's content words.</summary>
    public int[] NameStems { get; }

    /// <summary>The sentences, in the page's order.</summary>
    public IReadOnlyList<DrillSentence> Sentences { get; }

    /// <summary>Those that a drill may ask for.</summary>
    public IReadOnlyList<DrillSentence> Askable { get; }

    private IEnumerable<DrillSentence> Placed(PageSection section)
    {
        DrillSentence? last = null;
        for (var i = 0; i < section.Sentences.Count; i++)
        {
            if (!DrillSentence.Fits(section.Sentences[i]))
            {
                last = null;
                continue;
            }

            var placed = new DrillSentence(this, section, i);
            if (last is not null)
            {
                last.Next = placed;
            }

            last = placed;
            yield return placed;
        }
    }
}
