using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedQa.Model.Safetensors;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// A run's state in one safetensors file, from which it goes on as if it had never stopped: the optimizer's tensors and
/// counts, the loss scale, the best weights so far, and the run's own notes. The file is replaced whole or not at all.
/// </summary>
internal static class RunState
{
    private const string BestName = "best_weights";

    /// <summary>Writes the state.</summary>
    /// <param name="fingerprint">What the run is (its options and data): a state is only taken up by the same run.</param>
    /// <param name="notes">The run's own notes, JSON.</param>
    /// <param name="best">The best weights so far, as the optimizer lays them out, or null.</param>
    public static void Save(string path, Optimizer optimizer, string fingerprint, string notes, Tensor? best, CancellationToken cancellationToken = default)
    {
        var tensors = new Dictionary<string, Tensor>(optimizer.State);
        if (best is not null)
        {
            tensors.Add(BestName, best);
        }

        var metadata = new Dictionary<string, string>
        {
            ["fingerprint"] = Hash(fingerprint),
            ["layout"] = Hash(string.Join('\n', optimizer.Layout)),
            ["steps"] = optimizer.StepCount.ToString(CultureInfo.InvariantCulture),
            ["skipped"] = optimizer.SkippedCount.ToString(CultureInfo.InvariantCulture),
            ["notes"] = notes,
        };
        if (optimizer.Scaler is { } scaler)
        {
            metadata.Add("loss_scale", scaler.Scale.ToString("R", CultureInfo.InvariantCulture));
            metadata.Add("good_steps", scaler.GoodSteps.ToString(CultureInfo.InvariantCulture));
        }

        SafetensorsWriter.Save(path, tensors, metadata: metadata, cancellationToken: cancellationToken);
    }

    /// <summary>Takes a state up.</summary>
    /// <returns>The run's notes and the best weights so far, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">The state belongs to another run, or the file is damaged.</exception>
    public static (string Notes, Tensor? Best) Load(string path, Optimizer optimizer, string fingerprint)
    {
        using var file = SafetensorsFile.Open(path);
        Expect(file, "fingerprint", Hash(fingerprint), path, "the options or the data are not the same");
        Expect(file, "layout", Hash(string.Join('\n', optimizer.Layout)), path, "the trained weights are not the same");
        if (Number(file, "steps") is not { } steps || Number(file, "skipped") is not { } skipped || skipped > steps
            || file.Metadata.GetValueOrDefault("notes") is not { } notes)
        {
            throw new InvalidDataException($"{path} is no state of a training run.");
        }

        var state = optimizer.State;
        CheckTensors(file, state, optimizer.Weights);
        if (optimizer.Scaler is { } scaler)
        {
            Restore(scaler, file);
        }

        foreach (var (name, tensor) in state)
        {
            file.ReadInto(name, tensor);
        }

        Tensor? best = null;
        if (file.Entries.ContainsKey(BestName))
        {
            best = empty_like(optimizer.Weights).DetachFromDisposeScope();
            file.ReadInto(BestName, best);
        }

        optimizer.Restore(steps, skipped);
        return (notes, best);
    }

    private static int? Number(SafetensorsFile file, string key) =>
        int.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Restore(LossScaler scaler, SafetensorsFile file)
    {
        if (!float.TryParse(file.Metadata.GetValueOrDefault("loss_scale"), NumberStyles.Float, CultureInfo.InvariantCulture, out var scale)
            || Number(file, "good_steps") is not { } goodSteps)
        {
            throw new InvalidDataException($"{file.Path} holds no loss scale, though the run computes in fp16.");
        }

        try
        {
            scaler.Restore(scale, goodSteps);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"{file.Path}: {e.Message}", e);
        }
    }

    private static void CheckTensors(SafetensorsFile file, IReadOnlyDictionary<string, Tensor> state, Tensor weights)
    {
        var expected = new Dictionary<string, Tensor>(state);
        if (file.Entries.ContainsKey(BestName))
        {
            expected.Add(BestName, weights);
        }

        var wrong = file.Entries.Keys.Union(expected.Keys).Where(name =>
            !expected.TryGetValue(name, out var tensor) || !file.Entries.TryGetValue(name, out var entry)
            || entry.DType != tensor.dtype || !entry.Shape.SequenceEqual(tensor.shape)).ToList();
        if (wrong.Count > 0)
        {
            throw new InvalidDataException($"{file.Path} is not the state of this optimizer: {string.Join(", ", wrong)} is missing, unexpected or of another shape or type.");
        }
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
