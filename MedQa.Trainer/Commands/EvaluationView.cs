using MedQa.Trainer.Evaluation;
using Spectre.Console;

namespace MedQa.Trainer.Commands;

/// <summary>Shows an evaluation's progress: bars with the time left where a person watches, some lines where the output goes elsewhere.</summary>
internal static class EvaluationView
{
    /// <summary>Does the work and shows what it reports.</summary>
    public static Task<T> ShowAsync<T>(Func<Action<EvaluationProgress>, Task<T>> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return work(new EvaluationLines(TimeProvider.System, Console.WriteLine).Show);
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var phases = new Dictionary<string, ProgressTask>();
                return work(progress =>
                {
                    if (!phases.TryGetValue(progress.Phase, out var task))
                    {
                        task = context.AddTask(Markup.Escape(progress.Phase), maxValue: progress.Total);
                        phases.Add(progress.Phase, task);
                    }

                    task.Value = progress.Done;
                });
            });
    }
}
