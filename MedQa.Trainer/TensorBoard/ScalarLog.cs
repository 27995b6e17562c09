using MedQa.Trainer.Training;

namespace MedQa.Trainer.TensorBoard;

/// <summary>Writes a run's curves where TensorBoard reads them. Each value is in the file once it is added.</summary>
internal sealed class ScalarLog(string folder, TimeProvider time) : IDisposable
{
    private EventFile? file;

    /// <inheritdoc cref="ScalarLog(string, TimeProvider)"/>
    public ScalarLog(string folder)
        : this(folder, TimeProvider.System)
    {
    }

    /// <summary>Adds what a report brings.</summary>
    public void Add(RunProgress progress)
    {
        Add("train/loss", progress.Loss, progress.Step);
        Add("train/gradient_norm", progress.GradientNorm, progress.Step);
        Add("train/learning_rate", progress.LearningRate, progress.Step);
        Add("evaluation/loss", progress.EvaluationLoss, progress.Step);
        Add("evaluation/decision_loss", progress.DecisionLoss, progress.Step);
        Add("evaluation/macro_f1", progress.MacroF1, progress.Step);
        Add("evaluation/accuracy", progress.Accuracy, progress.Step);
        Add("speed/tokens_per_second", progress.TokensPerSecond, progress.Step);
        Add("speed/step_seconds", progress.StepSeconds, progress.Step);
        Add("speed/gpu_seconds", progress.GpuSeconds, progress.Step);
        Add("memory/used_gib", progress.MemoryBytes / (double)(1L << 30), progress.Step);
    }

    public void Dispose() => file?.Dispose();

    private void Add(string name, double? value, int step)
    {
        if (value is not { } number)
        {
            return;
        }

        if (file is null)
        {
            // A resumed run goes back to its last checkpoint: what the killed one wrote from here on does not count.
            file = EventFile.Create(folder, time);
            file.AddStart(step);
        }

        file.AddScalar(name, (float)number, step);
    }
}
