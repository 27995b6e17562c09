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

    /// <summary>Reads the file of a folder, or gives null where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is no list of folds.</exception>
    public static FoldList? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var list = OptionsFile.Load<FoldList>(path);
        return list.Runs?.All(r => r is { Folder: not null, HeldOut: not null, Watched: not null, AdapterHash: not null }) == true
            ? list
            : throw new InvalidDataException($"{path}: expected runs, each with folder, heldOut, watched and adapterHash. Write it anew with cross-validate.");
    }

    /// <summary>The ids that a fold's run was trained on: each row is held out by one fold.</summary>
    internal IEnumerable<string> TrainedOn(FoldRun run) => Runs.SelectMany(r => r.HeldOut).Except([.. run.HeldOut, .. run.Watched]);

    /// <summary>Writes the file.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), OptionsFile.ToJson(this));
}
