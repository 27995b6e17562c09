using System.Diagnostics;

namespace MedQa.Inference.Telemetry;

/// <summary>Spans of the service's own. They hold counts and durations, never a text.</summary>
internal static class InferenceTracing
{
    /// <summary>Where the spans come from.</summary>
    public static ActivitySource Source { get; } = new(InferenceMetrics.MeterName);
}
