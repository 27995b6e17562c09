using System.Globalization;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Commands;

/// <summary>An evaluation's progress as lines: a few a phase, with the time that the phase still takes at the pace so far.</summary>
internal sealed class EvaluationLines(TimeProvider time, Action<string> write)
{
    private const int LinesAPhase = 5;

    private string? _phase;
    private long _began;
    private int _first;
    private int _shown;

    /// <summary>Takes progress.</summary>
    public void Show(EvaluationProgress progress)
    {
        if (_phase != progress.Phase)
        {
            (_phase, _began, _first, _shown) = (progress.Phase, time.GetTimestamp(), progress.Done, 0);
        }

        var part = progress.Done * LinesAPhase / progress.Total;
        if (part == _shown && progress.Done < progress.Total)
        {
            return;
        }

        _shown = part;
        write($"{progress.Phase}: {progress.Done} of {progress.Total} rows{Left(progress)}");
    }

    private string Left(EvaluationProgress progress)
    {
        if (progress.Done == progress.Total || progress.Done == _first)
        {
            return "";
        }

        var left = time.GetElapsedTime(_began) * (progress.Total - progress.Done) / (progress.Done - _first);
        return $", {left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture)} left";
    }
}
