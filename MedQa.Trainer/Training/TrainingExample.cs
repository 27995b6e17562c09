namespace MedQa.Trainer.Training;

/// <summary>A row as ids.</summary>
/// <param name="Id">The row's id in its data set; safe to log.</param>
/// <param name="Ids">Prompt and response.</param>
/// <param name="IsResponse">For each id, whether the loss counts it.</param>
internal sealed record TrainingExample(string Id, IReadOnlyList<int> Ids, IReadOnlyList<bool> IsResponse)
{
    /// <summary>How many ids the loss counts. The first id is never predicted.</summary>
    public int ResponseTokens => IsResponse.Skip(1).Count(r => r);
}
