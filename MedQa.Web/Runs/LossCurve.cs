using System.Globalization;

namespace MedQa.Web.Runs;

/// <summary>A run's losses as the coordinates of a drawing of 640 by 260.</summary>
public sealed class LossCurve
{
    private const double Left = 52;
    private const double Right = 628;
    private const double Top = 12;
    private const double Bottom = 224;
    private const int Lines = 4;

    private readonly double _least;
    private readonly double _most;
    private readonly int _lastStep;

    private LossCurve(IReadOnlyList<LossPoint> points)
    {
        Points = points;
        var losses = points.SelectMany(p => new[] { p.TrainingLoss, p.EvaluationLoss }).OfType<double>().ToList();
        (_least, _most) = (losses.Min(), losses.Max());
        _lastStep = Math.Max(1, points.Max(p => p.Step));
    }

    /// <summary>The losses drawn.</summary>
    public IReadOnlyList<LossPoint> Points { get; }

    /// <summary>The drawing, or null where there is no loss to draw.</summary>
    public static LossCurve? Of(IReadOnlyList<LossPoint> points) =>
        points.Any(p => p.TrainingLoss is not null || p.EvaluationLoss is not null) ? new(points) : null;

    /// <summary>The line of one of the losses, as SVG's path data.</summary>
    public string Path(Func<LossPoint, double?> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return string.Concat(Marks(loss).Select((mark, i) => $"{(i == 0 ? 'M' : 'L')}{mark.X} {mark.Y}"));
    }

    /// <summary>The points of one of the losses.</summary>
    public IEnumerable<(string X, string Y)> Marks(Func<LossPoint, double?> loss) =>
        Points.Where(p => loss(p) is not null).Select(p => (X(p.Step), Y(loss(p)!.Value)));

    /// <summary>Horizontal lines: their height and loss.</summary>
    public IEnumerable<(string Y, string Loss)> Grid => Enumerable.Range(0, Lines + 1)
        .Select(i => _least + (i * (_most - _least) / Lines)).Select(loss => (Y(loss), loss.ToString("0.000", CultureInfo.InvariantCulture)));

    /// <summary>Steps below the axis.</summary>
    public IEnumerable<(string X, int Step)> Steps => Enumerable.Range(0, Lines + 1).Select(i => i * _lastStep / Lines).Distinct().Select(step => (X(step), step));

    /// <summary>Where a step stands.</summary>
    public string X(int step) => Text(Left + ((Right - Left) * step / _lastStep));

    private string Y(double loss) => Text(_most > _least ? Bottom - ((loss - _least) / (_most - _least) * (Bottom - Top)) : (Top + Bottom) / 2);

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
