namespace MedQa.Trainer.Grounded;

/// <summary>A passage as the model read it.</summary>
/// <param name="File">Its document's name.</param>
/// <param name="Title">Its document's title.</param>
/// <param name="Heading">The innermost heading above it; empty for none.</param>
/// <param name="Text">The sentences that the prompt held, without title and heading.</param>
public sealed record GroundedPassage(string File, string Title, string Heading, string Text);
