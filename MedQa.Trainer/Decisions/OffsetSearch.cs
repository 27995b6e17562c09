namespace MedQa.Trainer.Decisions;

/// <summary>
/// Finds offsets for a figure that is constant but for jumps. One label's offset is moved at a time: with the others fixed, a row is
/// decided for label j where <c>offset(j) &gt; max over the others(score + offset) - score(j)</c>, so the rows sorted by these thresholds
/// give every value that the figure can take, exactly. Labels take turns until none improves it, from several starts.
/// </summary>
/// <remarks>Not for several threads: it keeps its workspace.</remarks>
internal sealed class OffsetSearch(ScoredRows rows, DecisionObjective objective)
{
    private const int MostRounds = 20;

    // Figures are ratios of counts: those that differ at all differ by far more.
    private const double Same = 1e-9;

    // How far beyond the outermost row an offset goes where no row limits it, in nats.
    private const double Margin = 1;

    private readonly int _labels = rows.Labels.Count;
    private readonly int[] _hits = new int[rows.Labels.Count];
    private readonly int[] _given = new int[rows.Labels.Count];
    private readonly int[] _supports = new int[rows.Labels.Count];
    private readonly double[] _thresholds = new double[rows.Count];
    private readonly int[] _others = new int[rows.Count];
    private readonly int[] _order = new int[rows.Count];
    private int _total;

    /// <summary>The best offsets found, the first 0.</summary>
    /// <param name="weights">How often each row counts.</param>
    /// <param name="starts">Offsets to start from.</param>
    public double[] Best(ReadOnlySpan<int> weights, IEnumerable<double[]> starts)
    {
        Array.Clear(_supports);
        _total = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            _supports[rows.Truth(row)] += weights[row];
            _total += weights[row];
        }

        var (best, bestFigure) = (new double[_labels], double.NegativeInfinity);
        foreach (var start in starts)
        {
            var offsets = start.ToArray();
            var figure = Climb(weights, offsets);
            if (figure > bestFigure + Same)
            {
                (best, bestFigure) = (offsets, figure);
            }
        }

        var first = best[0];
        return [.. best.Select(o => o - first)];
    }

    private double Climb(ReadOnlySpan<int> weights, double[] offsets)
    {
        var figure = double.NegativeInfinity;
        for (var round = 0; round < MostRounds; round++)
        {
            var before = figure;
            for (var label = _labels - 1; label >= 0; label--)
            {
                (offsets[label], figure) = Sweep(weights, offsets, label);
            }

            if (figure <= before + Same)
            {
                break;
            }
        }

        return figure;
    }

    // The middle of the widest stretch of one label's offset where the figure is largest, and the figure there.
    private (double Offset, double Figure) Sweep(ReadOnlySpan<int> weights, double[] offsets, int label)
    {
        var count = Prepare(weights, offsets, label);
        var (best, widest, offset) = (double.NegativeInfinity, 0.0, 0.0);
        var (stretch, from) = (double.NegativeInfinity, _thresholds[0] - Margin);
        for (var moved = 0; moved <= count; moved++)
        {
            if (moved > 0)
            {
                Move(_order[moved - 1], weights, label);
            }

            var to = moved < count ? _thresholds[moved] : _thresholds[count - 1] + Margin;
            if (moved > 0 && moved < count && to <= _thresholds[moved - 1])
            {
                continue;
            }

            var figure = Figure();
            if (Math.Abs(figure - stretch) > Same)
            {
                (stretch, from) = (figure, moved == 0 ? _thresholds[0] - Margin : _thresholds[moved - 1]);
            }

            if (figure > best + Same || (figure > best - Same && to - from > widest))
            {
                (best, widest, offset) = (figure, to - from, (from + to) / 2);
            }
        }

        return (offset, best);
    }

    // Counts all rows as decided without the label, and sorts them by the offset from which on they are decided for it.
    private int Prepare(ReadOnlySpan<int> weights, double[] offsets, int label)
    {
        Array.Clear(_hits);
        Array.Clear(_given);
        var count = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            if (weights[row] == 0)
            {
                continue;
            }

            var scores = rows.Scores(row);
            var other = label == 0 ? 1 : 0;
            for (var l = other + 1; l < _labels; l++)
            {
                other = l != label && scores[l] + offsets[l] > scores[other] + offsets[other] ? l : other;
            }

            _others[row] = other;
            _given[other] += weights[row];
            _hits[other] += rows.Truth(row) == other ? weights[row] : 0;
            _thresholds[count] = scores[other] + offsets[other] - scores[label];
            _order[count++] = row;
        }

        Array.Sort(_thresholds, _order, 0, count);
        return count;
    }

    private void Move(int row, ReadOnlySpan<int> weights, int label)
    {
        var (truth, weight) = (rows.Truth(row), weights[row]);
        _given[_others[row]] -= weight;
        _hits[_others[row]] -= truth == _others[row] ? weight : 0;
        _given[label] += weight;
        _hits[label] += truth == label ? weight : 0;
    }

    private double Figure()
    {
        var (hits, f1) = (0, 0.0);
        for (var label = 0; label < _labels; label++)
        {
            hits += _hits[label];
            f1 += _given[label] + _supports[label] == 0 ? 0 : 2.0 * _hits[label] / (_given[label] + _supports[label]);
        }

        var (accuracy, macroF1) = ((double)hits / _total, f1 / _labels);
        return objective switch
        {
            DecisionObjective.Accuracy => accuracy,
            DecisionObjective.MacroF1 => macroF1,
            _ => (accuracy + macroF1) / 2,
        };
    }
}
