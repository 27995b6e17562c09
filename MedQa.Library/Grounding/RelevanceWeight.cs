namespace MedQa.Library.Grounding;

/// <summary>How one feature counts: as weight · (value − mean) / scale.</summary>
/// <param name="Mean">Its mean over the questions fitted on.</param>
/// <param name="Scale">Its standard deviation there; above 0.</param>
/// <param name="Weight">Its weight.</param>
public sealed record RelevanceWeight(double Mean, double Scale, double Weight);
