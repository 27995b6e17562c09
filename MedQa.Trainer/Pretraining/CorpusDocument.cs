namespace MedQa.Trainer.Pretraining;

/// <summary>One rendered row of a corpus file.</summary>
/// <param name="Source">The file's name in tables.</param>
/// <param name="Row">The row's number in its file, from 0 on.</param>
/// <param name="Text">The rendered text.</param>
/// <param name="HeldOut">Whether it is measured and never trained on.</param>
internal sealed record CorpusDocument(string Source, int Row, string Text, bool HeldOut);
