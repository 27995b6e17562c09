using MedQa.Trainer.Training;

namespace MedQa.Trainer.CrossValidation;

/// <summary>Everything that decides a cross-validation's runs.</summary>
/// <param name="Training">The options of each run; the output holds a folder for each.</param>
/// <param name="Folds">How many parts the rows are divided into, k.</param>
/// <param name="FoldSeed">Seed of the division.</param>
internal sealed record CrossValidationOptions(TrainingOptions Training, int Folds, long FoldSeed)
{
    private const int MostFolds = 1000;

    /// <exception cref="ArgumentException">An option is out of its range, or means nothing where folds decide; lists all that are.</exception>
    public void Validate()
    {
        Training.Validate();
        var check = new OptionsCheck();
        check.Require(Folds is >= 2 and <= MostFolds, "folds", $"between 2 and {MostFolds}", Folds);
        check.Require(Training.Split is null, "split", "left out (the folds decide what is trained on)", Training.Split);
        check.Require(Training.Seeds.Count == 0, "seeds", "left out (give one seed)", string.Join(", ", Training.Seeds));
        check.Require(Training.Publish is null, "publish", "left out (each fold has an adapter of its own)", Training.Publish);
        check.Require(!Training.Full, "full", "left out (folds train adapters)", Training.Full);
        check.ThrowIfAny();
    }

    /// <summary>The options of one fold's run.</summary>
    /// <param name="number">From 1.</param>
    public TrainingOptions OfFold(int number) => Training with { Output = Path.Combine(Training.Output, FormattableString.Invariant($"fold-{number}")) };
}
