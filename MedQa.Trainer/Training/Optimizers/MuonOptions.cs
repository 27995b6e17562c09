namespace MedQa.Trainer.Training.Optimizers;

/// <summary>Muon's constants.</summary>
/// <param name="Rest">AdamW's, for everything but the layers' matrices; its weight decay is the matrices' too.</param>
/// <param name="Momentum">Decay of the mean of the matrices' gradients.</param>
public sealed record MuonOptions(AdamWOptions Rest, double Momentum);
