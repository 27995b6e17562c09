using MedQa.Trainer.Evaluation;
using Spectre.Console;

namespace MedQa.Trainer.Commands;

/// <summary>Shows an evaluation's progress: bars with the time left where a person watches, some lines where the output goes elsewhere.</summary>
internal static class EvaluationView
{
    private const int LinesAPhase = 5;

    /// <summary>Does the work and shows what it reports.</summary>
    public static T Show<T>(Func<Action<EvaluationProgress>, T> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return work(PrintSome);
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
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

    private static void PrintSome(EvaluationProgress progress)
    {
        var every = Math.Max(1, progress.Total / LinesAPhase);
        if (progress.Done % every == 0 || progress.Done == progress.Total)
        {
            Console.WriteLine($"{progress.Phase}: {progress.Done} of {progress.Total} rows");
        }
    }
}
