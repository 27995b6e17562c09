namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>
/// Logistic regression with a ridge: minimises Σ log(1 + exp(−y·(b + w·x))) + λ/2·|w|², y being ±1 and the bias b free, by Newton's method
/// with halved steps. The loss is convex, so the result hangs on the rows alone.
/// </summary>
internal static class LogisticRegression
{
    private const int MostSteps = 100;
    private const double Enough = 1e-10;

    /// <summary>Fits.</summary>
    /// <param name="rows">[N, K] features; all of one length.</param>
    /// <param name="labels">[N] what they should give.</param>
    /// <param name="ridge">λ, above 0.</param>
    /// <returns>[K + 1]: the bias, then a weight for each feature.</returns>
    public static double[] Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, double ridge)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        var weights = new double[rows[0].Length + 1];
        var loss = Loss(rows, labels, weights, ridge);
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, hessian) = Derivatives(rows, labels, weights, ridge);
            var direction = Solve(hessian, gradient);
            var size = 1.0;
            double[] next;
            double better;
            do
            {
                next = [.. weights.Zip(direction, (w, d) => w - (size * d))];
                better = Loss(rows, labels, next, ridge);
                size /= 2;
            }
            while (better > loss && size > 1e-9);

            if (loss - better <= Enough)
            {
                return better < loss ? next : weights;
            }

            (weights, loss) = (next, better);
        }

        return weights;
    }

    /// <summary>What the weights give a row, 0 to 1.</summary>
    public static double Score(double[] weights, double[] row) => 1 / (1 + Math.Exp(-Sum(weights, row)));

    /// <summary>−log of what is given to the true label.</summary>
    public static double LogLoss(double[] weights, double[] row, bool label) => Softplus(label ? -Sum(weights, row) : Sum(weights, row));

    private static double Sum(double[] weights, double[] row)
    {
        var sum = weights[0];
        for (var i = 0; i < row.Length; i++)
        {
            sum += weights[i + 1] * row[i];
        }

        return sum;
    }

    private static double Loss(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, double[] weights, double ridge) =>
        rows.Zip(labels, (row, label) => LogLoss(weights, row, label)).Sum() + (ridge / 2 * weights.Skip(1).Sum(w => w * w));

    private static (double[] Gradient, double[,] Hessian) Derivatives(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, double[] weights, double ridge)
    {
        var size = weights.Length;
        var gradient = new double[size];
        var hessian = new double[size, size];
        foreach (var (row, label) in rows.Zip(labels))
        {
            var score = Score(weights, row);
            double[] values = [1, .. row];
            for (var i = 0; i < size; i++)
            {
                gradient[i] += (score - (label ? 1 : 0)) * values[i];
                for (var j = 0; j < size; j++)
                {
                    hessian[i, j] += score * (1 - score) * values[i] * values[j];
                }
            }
        }

        // The bias's tiny one keeps the matrix invertible where every row is certain.
        hessian[0, 0] += 1e-9;
        for (var i = 1; i < size; i++)
        {
            gradient[i] += ridge * weights[i];
            hessian[i, i] += ridge;
        }

        return (gradient, hessian);
    }

    /// <summary>Solves a symmetric positive definite system by Cholesky's decomposition.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        var lower = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }

                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        }

        var result = (double[])right.Clone();
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < i; k++)
            {
                result[i] -= lower[i, k] * result[k];
            }

            result[i] /= lower[i, i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
            {
                result[i] -= lower[k, i] * result[k];
            }

            result[i] /= lower[i, i];
        }

        return result;
    }

    private static double Softplus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
