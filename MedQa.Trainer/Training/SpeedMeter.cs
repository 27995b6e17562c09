using System.Diagnostics;

namespace MedQa.Trainer.Training;

/// <summary>Tokens a second between two reports, and how long the rest takes at that speed.</summary>
internal sealed class SpeedMeter
{
    private long mark = Stopwatch.GetTimestamp();
    private long tokens;
    private int steps;
    private double? gpu;

    /// <summary>Counts a step.</summary>
    /// <param name="gpuSeconds">Its GPU work, where it is measured.</param>
    public void Add(long stepTokens, double? gpuSeconds = null)
    {
        tokens += stepTokens;
        steps++;
        gpu = gpuSeconds is null ? gpu : (gpu ?? 0) + gpuSeconds;
    }

    /// <summary>The speed since the last call; begins anew.</summary>
    /// <param name="stepsLeft">Steps that are still to do.</param>
    public SpeedReading Read(int stepsLeft)
    {
        var elapsed = Math.Max(1e-9, Stopwatch.GetElapsedTime(mark).TotalSeconds);
        var each = elapsed / Math.Max(1, steps);
        var left = TimeSpan.FromSeconds(steps == 0 ? 0 : Math.Min(each * stepsLeft, TimeSpan.FromDays(365).TotalSeconds));
        var reading = new SpeedReading(tokens / elapsed, each, gpu / Math.Max(1, steps), left);
        Restart();
        return reading;
    }

    /// <summary>Begins anew: what passed since the last report, an evaluation for one, does not count.</summary>
    public void Restart()
    {
        mark = Stopwatch.GetTimestamp();
        tokens = 0;
        steps = 0;
        gpu = null;
    }
}
