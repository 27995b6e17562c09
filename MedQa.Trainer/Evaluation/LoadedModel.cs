using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Quantization;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Evaluation;

/// <summary>A model from its files, with an adapter where one is asked for. Owns both.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly string? _adapterFolder;
    private readonly List<LoraAdapter> _others = [];

    private LoadedModel(Checkpoint checkpoint, LoraAdapter? adapter, string? adapterFolder, AnswerFormat format, AdapterCard own)
    {
        (ContextWords, RelevanceThreshold, BestSentenceBias) = (own.ContextWords, own.RelevanceThreshold, own.BestSentenceBias ?? 0);
        Checkpoint = checkpoint;
        Adapter = adapter;
        _adapterFolder = adapterFolder;
        Format = format;
    }

    public Checkpoint Checkpoint { get; }

    public LoraAdapter? Adapter { get; }

    /// <summary>The adapter's <c>medqa.json</c>, else the model folder's, else the defaults.</summary>
    public AnswerFormat Format { get; }

    /// <summary>How many words of passages the model was made to read at once; null where its folder's <c>medqa.json</c> does not say.</summary>
    public int? ContextWords { get; }

    /// <summary>From which relevance on the model reads passages for a required answer; null where its folder's <c>medqa.json</c> does not say.</summary>
    public double? RelevanceThreshold { get; }

    /// <summary>What speaks for the sentence that holds most of the question where a required answer begins; 0 where the model's folder does not say.</summary>
    public double BestSentenceBias { get; }

    /// <param name="model">Folder or .gguf file.</param>
    /// <param name="adapter">The adapter's folder, or null.</param>
    /// <param name="device">auto, cpu, cuda or cuda:N.</param>
    /// <param name="type">auto, float32 or bf16.</param>
    /// <param name="quantization">What the projections are turned into.</param>
    /// <param name="cancellationToken">Looked at before each weight.</param>
    /// <param name="asServed">Keeps weights as the service does: the same results, less memory, faster answers one at a time.</param>
    /// <exception cref="InvalidDataException">A file can't be used, or the adapter was made for another base.</exception>
    /// <exception cref="ArgumentException">There is no such device or type.</exception>
    public static LoadedModel Open(string model, string? adapter, string device, string type, QuantizationKind quantization, CancellationToken cancellationToken, bool asServed = false)
    {
        var on = DeviceChoice.Of(device);
        var own = Directory.Exists(model) ? AdapterCard.Load(model) : new AdapterCard();
        var checkpoint = asServed
            ? Checkpoint.OpenToAnswer(model, on, TypeOf(type, on), quantization, cancellationToken)
            : Checkpoint.Open(model, on, TypeOf(type, on), quantization, cancellationToken);
        try
        {
            if (adapter is null)
            {
                return new LoadedModel(checkpoint, null, null, own.Answer, own);
            }

            var card = AdapterCard.Load(adapter);
            card.RequireBase(checkpoint.Name, checkpoint.Hash);
            return new LoadedModel(checkpoint, PeftAdapter.Load(adapter, checkpoint.Model), adapter, card.Answer, own);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public EvaluatedModel ToEvaluate() => EvaluatedModel.Of(Checkpoint);

    /// <summary>The adapter with its name, hash and format, then others that are to be evaluated together with it.</summary>
    /// <param name="others">Folders of further adapters.</param>
    /// <param name="cancellationToken">Looked at while files are read.</param>
    /// <exception cref="InvalidDataException">An adapter was made for another base.</exception>
    public async Task<IReadOnlyList<EvaluatedAdapter>> AdaptersToEvaluateAsync(IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        if (Adapter is null)
        {
            return others.Count == 0 ? [] : throw new ArgumentException("--ensemble goes with --adapter, whose prompt and answers it takes.");
        }

        var adapters = new List<EvaluatedAdapter> { await EvaluatedAsync(Adapter, _adapterFolder!, Format, cancellationToken) };
        foreach (var folder in others)
        {
            var card = AdapterCard.Load(folder);
            card.RequireBase(Checkpoint.Name, Checkpoint.Hash);
            var adapter = PeftAdapter.Load(folder, Checkpoint.Model);
            _others.Add(adapter);
            adapters.Add(await EvaluatedAsync(adapter, folder, card.Answer, cancellationToken));
        }

        return adapters;
    }

    public void Dispose()
    {
        foreach (var adapter in _others)
        {
            adapter.Dispose();
        }

        Adapter?.Dispose();
        Checkpoint.Dispose();
    }

    private static async Task<EvaluatedAdapter> EvaluatedAsync(LoraAdapter adapter, string folder, AnswerFormat format, CancellationToken cancellationToken) => new(
        adapter, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), await EvaluatedAdapter.HashAsync(folder, cancellationToken), format);

    private static ScalarType TypeOf(string type, Device device) => type switch
    {
        "auto" => DeviceChoice.Of(ComputeType.Auto, device),
        "float32" => ScalarType.Float32,
        "bf16" => ScalarType.BFloat16,
        _ => throw new ArgumentException($"dtype must be auto, float32 or bf16, but is '{type}'."),
    };
}
