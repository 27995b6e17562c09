namespace MedQa.Trainer.Pretraining;

/// <summary>The held-out rows of one corpus file.</summary>
/// <param name="Name">The file's name in tables.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Characters">Their characters (Unicode code points), as rendered.</param>
/// <param name="Tokens">Their ids joined, each row between the beginning and the end token.</param>
internal sealed record HeldOutSource(string Name, int Rows, long Characters, int[] Tokens);
