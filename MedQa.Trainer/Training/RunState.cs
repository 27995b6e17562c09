using System.Security.Cryptography;
using System.Text;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// A run's state in one safetensors file, from which it goes on as if it had never stopped: the optimizer's three vectors, the
/// best weights so far, and the run's own notes. The file is replaced whole or not at all.
/// </summary>
internal static class RunState
{
    private const string BestName = "best_weights";

    /// <summary>Writes the state.</summary>
    /// <param name="fingerprint">What the run is (its options and data): a state is only taken up by the same run.</param>
    /// <param name="notes">The run's own notes, JSON.</param>
    /// <param name="best">The best weights so far, as the optimizer lays them out, or null.</param>
    public static void Save(string path, FlatAdamW optimizer, string fingerprint, string notes, Tensor? best, CancellationToken cancellationToken = default)
    {
        var tensors = new Dictionary<string, Tensor>(optimizer.State);
        if (best is not null)
        {
            tensors.Add(BestName, best);
        }

        SafetensorsWriter.Save(path, tensors, metadata: new Dictionary<string, string>
        {
            ["fingerprint"] = Hash(fingerprint),
            ["layout"] = Hash(string.Join('\n', optimizer.Layout)),
            ["steps"] = optimizer.StepCount.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["notes"] = notes,
        }, cancellationToken: cancellationToken);
    }

    /// <summary>Takes a state up.</summary>
    /// <returns>The run's notes and the best weights so far, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">The state belongs to another run, or the file is damaged.</exception>
    public static (string Notes, Tensor? Best) Load(string path, FlatAdamW optimizer, string fingerprint)
    {
        using var file = SafetensorsFile.Open(path);
        Expect(file, "fingerprint", Hash(fingerprint), path, "the options or the data are not the same");
        Expect(file, "layout", Hash(string.Join('\n', optimizer.Layout)), path, "the trained weights are not the same");
        if (!int.TryParse(file.Metadata.GetValueOrDefault("steps"), out var steps) || steps < 0 || file.Metadata.GetValueOrDefault("notes") is not { } notes)
        {
            throw new InvalidDataException($"{path} is no state of a training run.");
        }

        foreach (var (name, tensor) in optimizer.State)
        {
            file.ReadInto(name, tensor);
        }

        Tensor? best = null;
        if (file.Entries.ContainsKey(BestName))
        {
            best = empty_like(optimizer.State["weights"]).DetachFromDisposeScope();
            file.ReadInto(BestName, best);
        }

        optimizer.Restore(steps);
        return (notes, best);
    }

    private static void Expect(SafetensorsFile file, string key, string expected, string path, string meaning)
    {
        if (file.Metadata.GetValueOrDefault(key) != expected)
        {
            throw new InvalidDataException($"{path} is the state of another run: {meaning}. Give the run's own options, or start without --resume in another folder.");
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
