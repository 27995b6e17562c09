namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A part of a page: one subject under one heading.</summary>
/// <param name="Row">The corpus row that it comes from.</param>
/// <param name="Heading">Its heading, or empty.</param>
/// <param name="Type">What it answers about the page's subject.</param>
/// <param name="Question">The question that its authors put over it, or null.</param>
/// <param name="Sentences">Its sentences in order.</param>
internal sealed record PageSection(int Row, string Heading, QuestionType Type, string? Question, IReadOnlyList<PageSentence> Sentences);
