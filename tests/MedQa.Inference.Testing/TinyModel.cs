using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using MedQa.Model.Tokenization;
using static TorchSharp.torch;

namespace MedQa.Inference.Testing;

/// <summary>
/// A Mistral-shaped model of random weights with the bundled tokenizer: the same weights in every instance, so that a test
/// computes what the service should answer. One thread at a time.
/// </summary>
public sealed class TinyModel : IDisposable
{
    /// <summary>The name it is served under.</summary>
    public const string Name = "tiny";

    /// <summary>The hash that adapters made for it carry.</summary>
    public const string Hash = "5eed0000000000000000000000000000000000000000000000000000000005ed";

    /// <summary>What its card says.</summary>
    public const string Note = "Random weights: it answers nonsense.";

    public TinyModel()
    {
        Tokenizer = SentencePieceTokenizer.Load(Path.Combine(Repository(), "models", "medqa-mini", "tokenizer.model"));
        Network = MistralForCausalLM.Create(Shape(Tokenizer), CPU, ScalarType.Float32);
        Network.InitializeWeights(seed: 5);
        Generator = new(Network, Tokenizer);
    }

    public MistralForCausalLM Network { get; }

    public ITokenizer Tokenizer { get; }

    public ChatTemplate ChatTemplate { get; } = new MistralChatTemplate();

    public Model.Generation.Generator Generator { get; }

    /// <summary>Writes the model as a folder in Hugging Face's layout.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        MistralConfigWriter.Write(Network.Config, ScalarType.Float32, Path.Combine(folder, "config.json"));
        SafetensorsWriter.Save(Path.Combine(folder, "model.safetensors"), Network.Weights);
        File.WriteAllText(Path.Combine(folder, "README.md"), $"# {Name}\n\n{Note}\n");
        foreach (var file in (string[])["tokenizer.model", "tokenizer_config.json"])
        {
            File.Copy(Path.Combine(Repository(), "models", "medqa-mini", file), Path.Combine(folder, file));
        }
    }

    public void Dispose() => Network.Dispose();

    private static MistralConfig Shape(ITokenizer tokenizer) => new()
    {
        ModelType = "mistral",
        VocabSize = tokenizer.VocabularySize,
        HiddenSize = 32,
        IntermediateSize = 48,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        NumKeyValueHeads = 2,
        HeadDim = 8,
        MaxPositionEmbeddings = 512,
        RmsNormEps = 1e-5,
        Rope = new RopeParameters { Theta = 10_000 },
        SlidingWindow = null,
        TieWordEmbeddings = false,
    };

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"MedQa.sln was not found above {AppContext.BaseDirectory}.");
    }
}
