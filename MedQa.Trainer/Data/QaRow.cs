namespace MedQa.Trainer.Data;

/// <summary>One question of a data set, with what it is to be answered from and the answer that its authors gave.</summary>
/// <param name="Id">Its id in the file (for PubMedQA the PubMed id), unique there.</param>
/// <param name="Question">The question.</param>
/// <param name="Contexts">The passages of the abstract, in order; empty where the row brings none.</param>
/// <param name="LongAnswer">The answer in words.</param>
/// <param name="Decision">The answer in one word, one of the labels, or null where the row has none.</param>
/// <param name="Year">Year of publication, where the file knows it.</param>
public sealed record QaRow(
    string Id, string Question, IReadOnlyList<string> Contexts, string LongAnswer, string? Decision, int? Year)
{
    /// <summary>Its Medical Subject Headings, as the file has them; empty where it has none.</summary>
    public IReadOnlyList<string> MeshHeadings { get; init; } = [];
}
