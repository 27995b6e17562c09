namespace MedQa.Trainer.Data;

/// <summary>One row as the model reads it.</summary>
/// <param name="Ids">Prompt and response, from one tokenization of the whole.</param>
/// <param name="IsResponse">For each id, whether the loss counts it: the response and the token that ends it.</param>
/// <param name="RowId">The row it was made from.</param>
public sealed record TrainingExample(int[] Ids, bool[] IsResponse, string RowId);
