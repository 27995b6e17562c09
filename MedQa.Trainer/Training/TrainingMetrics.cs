using System.Diagnostics.Metrics;

namespace MedQa.Trainer.Training;

/// <summary>
/// A run's figures as OpenTelemetry metrics, meter <c>MedQa.Trainer</c>. Names follow the semantic conventions where these have
/// one (<c>hw.gpu.memory.usage</c>, <c>process.memory.usage</c>). Holds numbers alone, never a row's text.
/// </summary>
internal sealed class TrainingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MedQa.Trainer";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("medqa.training.steps", "{step}", "Steps taken.");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("medqa.training.tokens", "{token}", "Tokens trained on.");
    private static readonly Histogram<double> StepDuration = Meter.CreateHistogram<double>("medqa.training.step.duration", "s", "Time of a step.");
    private static readonly Histogram<double> StepGpuTime = Meter.CreateHistogram<double>("medqa.training.step.gpu_time", "s", "GPU work of a step.");
    private static readonly Gauge<double> Loss = Meter.CreateGauge<double>("medqa.training.loss", "1", "Mean loss since the last report, nats a token.");
    private static readonly Gauge<double> EvaluationLoss = Meter.CreateGauge<double>("medqa.training.evaluation.loss", "1", "Loss on the watched rows, nats a token.");
    private static readonly Gauge<double> DecisionLoss = Meter.CreateGauge<double>("medqa.training.evaluation.decision_loss", "1", "Loss on the decisions of the watched rows, nats a token.");
    private static readonly Gauge<double> MacroF1 = Meter.CreateGauge<double>("medqa.training.evaluation.macro_f1", "1", "Macro-F1 of the decisions on the watched rows.");
    private static readonly Gauge<double> Accuracy = Meter.CreateGauge<double>("medqa.training.evaluation.accuracy", "1", "Share of the decisions on the watched rows that are right.");
    private static readonly Gauge<double> LearningRate = Meter.CreateGauge<double>("medqa.training.learning_rate", "1", "Rate of the last step.");
    private static readonly Gauge<double> GradientNorm = Meter.CreateGauge<double>("medqa.training.gradient_norm", "1", "Norm of the last step's gradients before clipping.");
    private static readonly Gauge<double> Speed = Meter.CreateGauge<double>("medqa.training.speed", "{token}/s", "Tokens a second since the last report.");
    private static readonly Gauge<long> GpuMemory = Meter.CreateGauge<long>("hw.gpu.memory.usage", "By", "GPU memory used.");
    private static readonly Gauge<long> ProcessMemory = Meter.CreateGauge<long>("process.memory.usage", "By", "The process's working set.");

    private readonly KeyValuePair<string, object?>[] run;
    private readonly KeyValuePair<string, object?> hardware;
    private readonly Gauge<long> memory;

    /// <param name="seed">Marks the run's figures.</param>
    /// <param name="gpu">The GPU's id (<c>cuda:0</c>), or null on the CPU.</param>
    public TrainingMetrics(long seed, string? gpu)
    {
        run = [new("medqa.training.seed", seed)];
        hardware = new("hw.id", gpu);
        memory = gpu is null ? ProcessMemory : GpuMemory;
    }

    /// <summary>Takes one step's figures.</summary>
    /// <param name="gpuSeconds">Null on the CPU.</param>
    public void Step(long tokens, double seconds, double? gpuSeconds)
    {
        Steps.Add(1, run);
        Tokens.Add(tokens, run);
        StepDuration.Record(seconds, run);
        if (gpuSeconds is { } gpu)
        {
            StepGpuTime.Record(gpu, run);
        }
    }

    /// <summary>Takes what a report brings.</summary>
    public void Report(RunProgress progress)
    {
        Record(Loss, progress.Loss);
        Record(EvaluationLoss, progress.EvaluationLoss);
        Record(DecisionLoss, progress.DecisionLoss);
        Record(MacroF1, progress.MacroF1);
        Record(Accuracy, progress.Accuracy);
        Record(LearningRate, progress.LearningRate);
        Record(GradientNorm, progress.GradientNorm);
        Record(Speed, progress.TokensPerSecond);
        if (progress.MemoryBytes is { } bytes)
        {
            memory.Record(bytes, hardware.Value is null ? [] : [hardware]);
        }
    }

    private void Record(Gauge<double> gauge, double? value)
    {
        if (value is { } number)
        {
            gauge.Record(number, run);
        }
    }
}
