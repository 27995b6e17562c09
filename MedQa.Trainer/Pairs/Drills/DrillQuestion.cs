namespace MedQa.Trainer.Pairs.Drills;

/// <summary>A question out of a sentence's own words.</summary>
/// <param name="Text">As someone types it.</param>
/// <param name="Wanted">The stems of its content words, with the page's name where it has that; none of its frame's.</param>
/// <param name="NamesPage">Whether it has the page's name.</param>
internal sealed record DrillQuestion(string Text, int[] Wanted, bool NamesPage);
