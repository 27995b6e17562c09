using System.Text.Json;
using MedQa.Model.Adapters;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Tests;

/// <summary>One of the tiny golden cases: a random model, in float32, and what transformers and PEFT compute with it.</summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly Dictionary<string, Tensor> _expected;

    public GoldenCase(string name)
    {
        Folder = Goldens.Require(name);
        Model = MistralForCausalLM.Create(MistralConfigReader.Read(Path.Combine(Folder, "config.json")), CPU, ScalarType.Float32);
        using (no_grad())
        {
            foreach (var path in Directory.GetFiles(Folder, "model*.safetensors"))
            {
                using var file = SafetensorsFile.Open(path);
                foreach (var tensor in file.Entries.Keys)
                {
                    file.ReadInto(tensor, Model.Weights[tensor]);
                }
            }
        }

        using var expected = SafetensorsFile.Open(Path.Combine(Folder, "expected.safetensors"));
        _expected = expected.ReadAll();
    }

    public string Folder { get; }

    public MistralForCausalLM Model { get; }

    public Tensor Expected(string name) => _expected[name];

    public LoraAdapter Adapter(string name) => PeftAdapter.Load(Path.Combine(Folder, name), Model);

    public JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
        return document.RootElement.Clone();
    }

    public static Dictionary<string, Tensor> ReadAll(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.ReadAll();
    }

    /// <summary>The largest difference of two tensors of one shape; not a number where one holds such.</summary>
    public static double Difference(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        return (actual.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().item<double>();
    }

    public void Dispose()
    {
        Model.Dispose();
        foreach (var tensor in _expected.Values)
        {
            tensor.Dispose();
        }
    }
}
