namespace MedQa.Model.Answers;

/// <summary>A question with its answer, shown to the model before the question that it is asked.</summary>
/// <param name="Question">The question.</param>
/// <param name="Passages">What it is asked about; may be empty.</param>
/// <param name="Response">The whole answer, laid out as the format says.</param>
public sealed record AnsweredExample(string Question, IReadOnlyList<string> Passages, string Response);
