using System.Globalization;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Commands;

/// <summary>An evaluation's progress as lines: a few a phase, with the time that the phase still takes at the pace so far, and last the time that it took.</summary>
internal sealed class EvaluationLines(TimeProvider time, Action<string> write)
{
    private const int LinesAPhase = 5;

    // Rows that are there by then were found before, by an evaluation that was killed; they say nothing about the pace.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(0.2);

    private readonly long _start = time.GetTimestamp();

    private string? _phase;
    private long _began;
    private long _last;
    private int _shown;
    private int _known;

    /// <summary>Takes progress. A phase's time counts from the end of the one before.</summary>
    public void Show(EvaluationProgress progress)
    {
        if (_phase != progress.Phase)
        {
            (_began, _phase, _shown, _known) = (_phase is null ? _start : _last, progress.Phase, 0, 0);
        }

        _last = time.GetTimestamp();
        var taken = time.GetElapsedTime(_began, _last);
        if (taken < AtOnce)
        {
            _known = progress.Done;
        }

        var part = progress.Done * LinesAPhase / progress.Total;
        if (part == _shown && progress.Done < progress.Total)
        {
            return;
        }

        _shown = part;
        write(progress.Done == progress.Total
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Phase}: {progress.Total} rows in {taken.TotalSeconds:0.0} s")
            : $"{progress.Phase}: {progress.Done} of {progress.Total} rows{Left(taken, progress)}");
    }

    private string Left(TimeSpan taken, EvaluationProgress progress) => progress.Done == _known
        ? ""
        : $", {Text(taken * (progress.Total - progress.Done) / (progress.Done - _known))} left";

    private static string Text(TimeSpan left) => left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
