using System.Text;

namespace MedQa.Model.Generation;

/// <summary>
/// Passes streamed text on but for what may yet turn out to be the beginning of a stop text; ends before the first stop text.
/// </summary>
internal sealed class StopTextFilter(IReadOnlyList<string> stops)
{
    private readonly StringBuilder held = new();

    /// <summary>Whether a stop text has come.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes the next piece and returns what can be shown.</summary>
    public string Add(string piece)
    {
        if (stops.Count == 0 || Stopped)
        {
            return Stopped ? "" : piece;
        }

        var text = held.Append(piece).ToString();
        held.Clear();
        var first = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (first >= 0)
        {
            Stopped = true;
            return text[..first];
        }

        var keep = stops.Max(s => Overlap(text, s));
        held.Append(text, text.Length - keep, keep);
        return text[..^keep];
    }

    /// <summary>What was held back, once nothing more comes.</summary>
    public string Flush()
    {
        var rest = Stopped ? "" : held.ToString();
        held.Clear();
        return rest;
    }

    /// <summary>Length of the longest end of the text that a stop text begins with.</summary>
    private static int Overlap(string text, string stop)
    {
        for (var length = Math.Min(text.Length, stop.Length - 1); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
