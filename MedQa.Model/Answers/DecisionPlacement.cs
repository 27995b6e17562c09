namespace MedQa.Model.Answers;

/// <summary>Where an answer states its decision.</summary>
public enum DecisionPlacement
{
    /// <summary>After the long answer, led in by a fixed sentence.</summary>
    Last,

    /// <summary>As its first word.</summary>
    First,
}
