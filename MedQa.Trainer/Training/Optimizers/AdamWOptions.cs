namespace MedQa.Trainer.Training.Optimizers;

/// <summary>AdamW's constants (Loshchilov and Hutter, 2019, arXiv:1711.05101).</summary>
/// <param name="Beta1">Decay of the mean of gradients.</param>
/// <param name="Beta2">Decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Added to the root of the squared mean.</param>
/// <param name="WeightDecay">Share of a weight taken off a step, times the learning rate.</param>
public sealed record AdamWOptions(double Beta1, double Beta2, double Epsilon, double WeightDecay);
