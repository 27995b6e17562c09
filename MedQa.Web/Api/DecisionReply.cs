namespace MedQa.Web.Api;

/// <summary>A decision with the probability of each label, in the service's order.</summary>
internal sealed record DecisionReply(string Decision, IReadOnlyList<DecisionReply.Label> Probabilities)
{
    public sealed record Label(string Name, double Probability);
}
