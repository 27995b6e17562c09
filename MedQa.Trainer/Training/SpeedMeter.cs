using System.Diagnostics;

namespace MedQa.Trainer.Training;

/// <summary>Tokens a second between two reports, and how long the rest takes at that speed.</summary>
internal sealed class SpeedMeter
{
    private long mark = Stopwatch.GetTimestamp();
    private long tokens;
    private int steps;

    /// <summary>Counts a step.</summary>
    public void Add(long stepTokens)
    {
        tokens += stepTokens;
        steps++;
    }

    /// <summary>The speed since the last call; begins anew.</summary>
    /// <param name="stepsLeft">Steps that are still to do.</param>
    public (double TokensPerSecond, TimeSpan TimeLeft) Read(int stepsLeft)
    {
        var elapsed = Math.Max(1e-9, Stopwatch.GetElapsedTime(mark).TotalSeconds);
        var speed = tokens / elapsed;
        var left = TimeSpan.FromSeconds(steps == 0 ? 0 : Math.Min(elapsed / steps * stepsLeft, TimeSpan.FromDays(365).TotalSeconds));
        Restart();
        return (speed, left);
    }

    /// <summary>Begins anew: what passed since the last report, an evaluation for one, does not count.</summary>
    public void Restart()
    {
        mark = Stopwatch.GetTimestamp();
        tokens = 0;
        steps = 0;
    }
}
