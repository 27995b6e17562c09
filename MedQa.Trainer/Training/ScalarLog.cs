using TorchSharp;
using TorchSharp.Modules;

namespace MedQa.Trainer.Training;

/// <summary>Writes a run's curves where TensorBoard reads them. Each value is in the file once it is added.</summary>
internal sealed class ScalarLog(string folder)
{
    private readonly SummaryWriter writer = torch.utils.tensorboard.SummaryWriter(log_dir: folder);

    /// <summary>Adds what a report brings.</summary>
    public void Add(RunProgress progress)
    {
        Add("train/loss", progress.Loss, progress.Step);
        Add("train/gradient_norm", progress.GradientNorm, progress.Step);
        Add("train/learning_rate", progress.LearningRate, progress.Step);
        Add("train/tokens_per_second", progress.TokensPerSecond, progress.Step);
        Add("evaluation/loss", progress.EvaluationLoss, progress.Step);
    }

    /// <summary>Adds one value.</summary>
    public void Add(string name, double? value, int step)
    {
        if (value is { } number)
        {
            writer.add_scalar(name, (float)number, step);
        }
    }
}
