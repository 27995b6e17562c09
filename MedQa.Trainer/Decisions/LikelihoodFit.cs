namespace MedQa.Trainer.Decisions;

/// <summary>
/// Offsets o that maximise <c>Σ log softmax(s + o)[truth]</c>: a logistic regression with the scores as they are and biases alone
/// (vector scaling of Guo et al., 2017, with the matrix fixed to one). The problem is concave; Newton's steps are halved until they
/// improve it.
/// </summary>
internal static class LikelihoodFit
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;

    // Gradients are sums of probabilities over the rows: this part of a row is nothing.
    private const double Flat = 1e-9;

    /// <returns>One offset a label, the first 0.</returns>
    public static double[] Fit(ScoredRows rows, int[] supports)
    {
        var offsets = new double[supports.Length];
        var (value, gradient, curvature) = At(rows, offsets, supports);
        for (var step = 0; step < MostSteps && gradient.Any(g => Math.Abs(g) > Flat); step++)
        {
            var direction = Solve(curvature, gradient);
            var share = 1.0;
            var (next, at) = Stepped(share);
            for (var halving = 0; at.Value < value && halving < MostHalvings; halving++)
            {
                share /= 2;
                (next, at) = Stepped(share);
            }

            if (at.Value < value)
            {
                break;
            }

            offsets = next;
            (value, gradient, curvature) = at;

            (double[] Offsets, (double Value, double[] Gradient, double[,] Curvature) At) Stepped(double part)
            {
                double[] moved = [0, .. direction.Select((d, i) => offsets[i + 1] + (part * d))];
                return (moved, At(rows, moved, supports));
            }
        }

        return offsets;
    }

    // The log-likelihood, its gradient Σ ([truth = k] - pₖ) and the negated Hessian Σ (pₖ [k = l] - pₖ pₗ), without the first label.
    private static (double Value, double[] Gradient, double[,] Curvature) At(ScoredRows rows, double[] offsets, int[] supports)
    {
        var labels = offsets.Length;
        var value = 0.0;
        var gradient = supports.Skip(1).Select(s => (double)s).ToArray();
        var curvature = new double[labels - 1, labels - 1];
        var p = new double[labels];
        for (var row = 0; row < rows.Count; row++)
        {
            value += Probabilities(rows.Scores(row), offsets, p, rows.Truth(row));
            for (var k = 1; k < labels; k++)
            {
                gradient[k - 1] -= p[k];
                for (var l = 1; l < labels; l++)
                {
                    curvature[k - 1, l - 1] += (k == l ? p[k] : 0) - (p[k] * p[l]);
                }
            }
        }

        return (value, gradient, curvature);
    }

    // Fills in softmax(scores + offsets) and gives the logarithm of the true label's.
    private static double Probabilities(ReadOnlySpan<double> scores, double[] offsets, double[] p, int truth)
    {
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        for (var k = 0; k < p.Length; k++)
        {
            largest = Math.Max(largest, scores[k] + offsets[k]);
        }

        for (var k = 0; k < p.Length; k++)
        {
            p[k] = Math.Exp(scores[k] + offsets[k] - largest);
            sum += p[k];
        }

        for (var k = 0; k < p.Length; k++)
        {
            p[k] /= sum;
        }

        return scores[truth] + offsets[truth] - largest - Math.Log(sum);
    }

    // Gauss's elimination: the matrix is symmetric and positive definite up to rounding, so it needs no pivots but a floor.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        const double floor = 1e-12;
        var (a, x, n) = ((double[,])matrix.Clone(), right.ToArray(), right.Length);
        for (var k = 0; k < n; k++)
        {
            a[k, k] = Math.Max(a[k, k], floor);
            for (var i = k + 1; i < n; i++)
            {
                var factor = a[i, k] / a[k, k];
                x[i] -= factor * x[k];
                for (var j = k; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                }
            }
        }

        for (var k = n - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < n; j++)
            {
                x[k] -= a[k, j] * x[j];
            }

            x[k] /= a[k, k];
        }

        return x;
    }
}
