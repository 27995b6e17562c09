namespace MedQa.Trainer.Data;

/// <summary>One row as the model reads it.</summary>
/// <param name="Ids">Prompt and response, from one tokenization of the whole.</param>
/// <param name="IsResponse">For each id, whether the loss counts it: the response and the token that ends it.</param>
/// <param name="RowId">The row it was made from.</param>
public sealed record TrainingExample(int[] Ids, bool[] IsResponse, string RowId)
{
    /// <summary>The row's decision, or null where it has none.</summary>
    public string? Label { get; init; }

    /// <summary>The ids that hold a character of the decision in the response; empty where there is none.</summary>
    public Range LabelTokens { get; init; }

    /// <summary>Indices of the ids that the loss counts: those of the response, but never the first of all, which nothing predicts.</summary>
    internal IEnumerable<int> Targets => Enumerable.Range(1, Math.Max(0, Ids.Length - 1)).Where(t => IsResponse[t]);

    /// <summary>Whether an id holds a character of the decision.</summary>
    internal bool HoldsLabel(int index) => index >= LabelTokens.Start.Value && index < LabelTokens.End.Value;
}
