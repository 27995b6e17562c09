using System.Text.Json;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Trainer.Tests.Training;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Running;

/// <summary>
/// A folder with a tiny base, the bundled tokenizer and a few rows, for whole runs through files. The watched rows say the
/// opposite of those that are trained on, so that their loss also rises.
/// </summary>
internal sealed class TinyRun : IDisposable
{
    /// <summary>A word of the rows that nothing but the rows may hold.</summary>
    public const string Secret = "heliotrope";

    private const int Trained = 21;

    private readonly TemporaryFolder folder = new();

    public TinyRun()
    {
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 8192), CPU, ScalarType.Float32);
        model.InitializeWeights(1);
        using (no_grad())
        {
            // A base whose logits nearly agree gives an adapter nothing to work with.
            foreach (var matrix in model.Weights.Values.Where(w => w.dim() == 2))
            {
                matrix.mul_(10);
            }
        }

        ModelExporter.Save(model, folder.File("base"), ScalarType.Float32, Path.Combine(Goldens.Repository, "models", "medqa-mini"));
        File.WriteAllLines(folder.File("rows.jsonl"), Enumerable.Range(0, 26).Select(i => JsonSerializer.Serialize(new
        {
            id = $"r{i}",
            question = $"Is the {Secret} phrase {i} kept?",
            contexts = new[] { $"The phrase of row {i} is kept, as {i * i} others were." },
            long_answer = i < Trained ? $"It is kept {i} times." : "Others were never seen there.",
            final_decision = i < Trained ? "yes" : "no",
        })));
        File.WriteAllText(folder.File("split.json"), JsonSerializer.Serialize(new
        {
            train = Enumerable.Range(0, Trained).Select(i => $"r{i}"),
            validation = Enumerable.Range(Trained, 5).Select(i => $"r{i}"),
        }));
    }

    /// <summary>Seventy-two steps of four rows, with evaluations and checkpoints that fall apart.</summary>
    public TrainingOptions Options(string output) => new()
    {
        Model = folder.File("base"),
        Data = folder.File("rows.jsonl"),
        Output = folder.File(output),
        Device = "cpu",
        DType = ComputeType.Full,
        Epochs = 12,
        LearningRate = 3e-2,
        Batch = 2,
        Accumulation = 2,
        MaxLength = 128,
        Split = folder.File("split.json"),
        EvaluateEvery = 9,
        EvaluateEpochEnds = false,
        EarlyStopping = 0,
        SaveEvery = 4,
        LogEvery = 1,
        Lora = new LoraOptions { Rank = 64, Alpha = 64, Dropout = 0.1 },
        DecisionWeight = 1,
        Seed = 3,
    };

    /// <summary>Writes a split and gives its path.</summary>
    public string WriteSplit(IReadOnlyList<string> train, IReadOnlyList<string> validation)
    {
        var path = folder.File($"split-{train.Count}-{validation.Count}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new { train, validation }));
        return path;
    }

    /// <summary>Writes the options as a file and gives its path.</summary>
    public static string Write(TrainingOptions options)
    {
        var path = $"{options.Output}.json";
        File.WriteAllText(path, OptionsFile.ToJson(options));
        return path;
    }

    public static byte[] Adapter(string folder) => File.ReadAllBytes(Path.Combine(folder, "adapter_model.safetensors"));

    public void Dispose() => folder.Dispose();
}
