namespace MedQa.Library.Grounding;

/// <summary>A sentence that passages are asked to support.</summary>
internal sealed class Claim
{
    /// <param name="words">Its words.</param>
    /// <param name="isLabelled">Whether its passage's label stood before it.</param>
    public Claim(SupportWord[] words, bool isLabelled = false)
    {
        (Words, IsLabelled) = (words, isLabelled);
        AsOrder = words switch
        {
            [{ Text: "you" }, { Text: "should" or "must" }, { Text: "not" }, _, .. var rest] => [new("do", ""), new("not", ""), words[3], .. rest],
            [{ Text: "you" }, { Text: "should" }, _, ..] => words[2..],
            _ => null,
        };
    }

    /// <summary>Its words, without a label.</summary>
    public SupportWord[] Words { get; }

    /// <summary>Whether its passage's label stood before it.</summary>
    public bool IsLabelled { get; }

    /// <summary>Said as an order, where it says what one should do; or null.</summary>
    public SupportWord[]? AsOrder { get; }

    /// <summary>The claim without the label (<c>Asthma, Signs:</c>), if it begins with it.</summary>
    public Claim Without(SupportWord[] label) =>
        label.Length > 0 && Words.Length > label.Length && Words[label.Length].Before.Contains(':', StringComparison.Ordinal) && !label.Where((word, i) => Words[i].Text != word.Text).Any()
            ? new(Words[label.Length..], isLabelled: true)
            : this;
}
