namespace MedQa.Web.Examples;

/// <summary>A question to start with, and a short passage that answers it; an empty one where the library does.</summary>
public sealed record ExampleQuestion(string Topic, string Question, string Passage);
