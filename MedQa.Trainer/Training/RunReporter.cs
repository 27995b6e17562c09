using System.Diagnostics;

namespace MedQa.Trainer.Training;

/// <summary>Measures a run's steps and says how far it is: to the caller and to the metrics.</summary>
internal sealed class RunReporter(int steps, IDeviceWatch device, TrainingMetrics metrics, Action<RunProgress> report)
{
    private readonly SpeedMeter meter = new();

    /// <summary>Does a step's work and counts it.</summary>
    /// <param name="tokens">Tokens of the step.</param>
    public T Step<T>(long tokens, Func<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        device.StepBegins();
        var result = work();
        var gpu = device.StepEnds();
        meter.Add(tokens, gpu);
        metrics.Step(tokens, Stopwatch.GetElapsedTime(began).TotalSeconds, gpu);
        return result;
    }

    /// <summary>Says what the steps since the last report came to.</summary>
    public void Report(int done, double loss, double? gradientNorm, double rate)
    {
        var speed = meter.Read(steps - done);
        Send(new RunProgress
        {
            Step = done,
            Steps = steps,
            Loss = loss,
            GradientNorm = gradientNorm,
            LearningRate = rate,
            TokensPerSecond = speed.TokensPerSecond,
            StepSeconds = speed.StepSeconds,
            GpuSeconds = speed.GpuSeconds,
            MemoryBytes = device.UsedBytes,
            TimeLeft = speed.TimeLeft,
        });
    }

    /// <summary>Says what an evaluation came to; the time it took is no step's.</summary>
    public void Evaluated(int done, WatchedFigures figures)
    {
        Send(new RunProgress
        {
            Step = done,
            Steps = steps,
            EvaluationLoss = figures.Loss,
            DecisionLoss = figures.DecisionLoss,
            MacroF1 = figures.MacroF1,
            Accuracy = figures.Accuracy,
            MemoryBytes = device.UsedBytes,
        });
        meter.Restart();
    }

    /// <summary>Says something in words.</summary>
    public void Say(int done, string message)
    {
        Send(new RunProgress { Step = done, Steps = steps, Message = message });
        meter.Restart();
    }

    private void Send(RunProgress progress)
    {
        metrics.Report(progress);
        report(progress);
    }
}
