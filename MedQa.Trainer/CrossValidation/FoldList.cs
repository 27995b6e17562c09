using MedQa.Trainer.Training;

namespace MedQa.Trainer.CrossValidation;

/// <summary>The folds of a cross-validation and what their training came to: <c>folds.json</c>. The same inputs give the same file.</summary>
/// <param name="Folds">How many there are.</param>
/// <param name="FoldSeed">Seed of the division.</param>
/// <param name="Data">The data file's name.</param>
/// <param name="DataHash">SHA-256 of the data file, lower-case hex.</param>
/// <param name="Runs">Each fold, in their order.</param>
public sealed record FoldList(int Folds, long FoldSeed, string Data, string DataHash, IReadOnlyList<FoldRun> Runs)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "folds.json";

    /// <summary>Writes the file.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), OptionsFile.ToJson(this));
}
