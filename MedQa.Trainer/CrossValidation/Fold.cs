using System.Security.Cryptography;
using System.Text;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.CrossValidation;

/// <summary>One run of a cross-validation.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Rows">What it trains on and watches: none of it is held out.</param>
/// <param name="HeldOut">What it is evaluated on, and neither trains on nor watches.</param>
/// <param name="Hash">SHA-256 of the held-out ids, lower-case hex.</param>
internal sealed record Fold(int Number, TrainingRows Rows, IReadOnlyList<QaRow> HeldOut, string Hash)
{
    /// <summary>Divides rows into folds of like shares of each decision; of what a fold leaves, a share is watched.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="dataHash">SHA-256 of the file that they are from.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds.</exception>
    public static IReadOnlyList<Fold> Of(IReadOnlyList<QaRow> rows, string dataHash, CrossValidationOptions options) =>
    [
        .. StratifiedFolds.Of(rows, options.Folds, options.FoldSeed).Select((split, i) =>
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', split.Test))));
            var origin = FormattableString.Invariant($"{dataHash}, without fold {i + 1} of {options.Folds} (ids {hash})");
            return new Fold(
                i + 1, TrainingRows.Divide(DataSplit.Select(rows, split.Train.ToHashSet()), options.Training.EvaluationShare, origin), DataSplit.Select(rows, split.Test.ToHashSet()), hash);
        }),
    ];
}
