namespace MedQa.Trainer.Metrics;

/// <summary>How well one label is found.</summary>
/// <param name="Label">The label.</param>
/// <param name="Precision">Of the rows given this label, the part that has it; 0 where none is given it.</param>
/// <param name="Recall">Of the rows that have this label, the part given it; 0 where none has it.</param>
/// <param name="F1">Their harmonic mean; 0 where both are 0.</param>
/// <param name="Support">Rows that have this label.</param>
/// <param name="Predicted">Rows given this label.</param>
public sealed record ClassScore(string Label, double Precision, double Recall, double F1, int Support, int Predicted);
