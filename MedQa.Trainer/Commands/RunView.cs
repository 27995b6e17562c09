using MedQa.Trainer.Training;
using Spectre.Console;

namespace MedQa.Trainer.Commands;

/// <summary>Shows a run on the console: a bar where a person watches, a line a report where the output goes elsewhere.</summary>
internal static class RunView
{
    /// <summary>Does the work and shows what it reports.</summary>
    /// <param name="title">What runs.</param>
    /// <param name="work">Called once; reports through the action it is given.</param>
    public static Task<T> ShowAsync<T>(string title, Func<Action<RunProgress>, Task<T>> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return work(progress => Console.WriteLine(Line(progress)));
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(title);
                return work(progress =>
                {
                    task.MaxValue = Math.Max(1, progress.Steps);
                    task.Value = progress.Step;
                    if (progress.Message is not null || progress.EvaluationLoss is not null)
                    {
                        AnsiConsole.WriteLine(Line(progress));
                    }

                    task.Description = Markup.Escape($"{title} · {Figures(progress)}");
                });
            });
    }

    /// <summary>A report as one line.</summary>
    internal static string Line(RunProgress progress) =>
        Invariant($"{(progress.Fold is { } fold ? Invariant($"fold {fold}  ") : "")}{(progress.Seed is { } seed ? Invariant($"seed {seed}  ") : "")}step {progress.Step}/{progress.Steps}  {Figures(progress)}");

    private static string Figures(RunProgress progress)
    {
        var parts = new List<string>();
        void Add(string text, bool given)
        {
            if (given)
            {
                parts.Add(text);
            }
        }

        Add(Invariant($"loss {progress.Loss:0.0000}"), progress.Loss is not null);
        Add(Invariant($"evaluation loss {progress.EvaluationLoss:0.0000}"), progress.EvaluationLoss is not null);
        Add(Invariant($"decision loss {progress.DecisionLoss:0.0000}"), progress.DecisionLoss is not null);
        Add(Invariant($"macro-F1 {100 * progress.MacroF1:0.0}%"), progress.MacroF1 is not null);
        Add(Invariant($"accuracy {100 * progress.Accuracy:0.0}%"), progress.Accuracy is not null);
        Add(Invariant($"gradient norm {progress.GradientNorm:0.000}"), progress.GradientNorm is not null);
        Add(Invariant($"rate {progress.LearningRate:0.00e+0}"), progress.LearningRate is not null);
        Add(Invariant($"{progress.TokensPerSecond:0} tokens/s"), progress.TokensPerSecond is not null);
        Add(Invariant($"{progress.StepSeconds:0.00} s/step"), progress.StepSeconds is not null);
        Add(Invariant($"GPU {progress.GpuSeconds:0.00} s/step"), progress.GpuSeconds is not null);
        Add(Invariant($"{progress.MemoryBytes / (double)(1L << 30):0.0} GiB"), progress.MemoryBytes is not null);
        Add(Invariant($"{progress.TimeLeft:hh\\:mm\\:ss} left"), progress.TimeLeft is not null);
        Add(progress.Message ?? "", progress.Message is not null);
        return string.Join("  ", parts);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
