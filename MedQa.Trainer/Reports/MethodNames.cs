using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>What people call the ways to decide.</summary>
internal static class MethodNames
{
    public static string Of(DecisionMethod method) => method switch
    {
        DecisionMethod.Scored => "scored",
        DecisionMethod.Normalised => "scored a token",
        DecisionMethod.Calibrated => "scored, calibrated",
        DecisionMethod.Adjusted => "scored, adjusted",
        DecisionMethod.AfterAnswer => "scored after the answer",
        DecisionMethod.Constrained => "constrained answer",
        DecisionMethod.Generated => "free answer",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };
}
