extern alias client;

using Grpc.Net.Client;
using MedQa.Hub.Testing;
using MedQa.Inference.Testing;
using MedQa.Inference.Tests.Serving;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>The service as a process of its own whose encoder is named as it is on the hub, and a hub that has it.</summary>
public sealed class HubEncoderTests : IDisposable
{
    private const string Name = "sentence-transformers/all-MiniLM-L6-v2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("medqa-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// The repository has all that the real one has beside what is read: the same weights in six other forms, and sentence-transformers' own
    /// files. The real weights where they are, else ones of the same kind.
    /// </summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Search_EncoderByItsNameOnTheHub_FindsByMeaningAsWithItsFolder(bool real)
    {
        var weights = real ? Weights() : Path.Combine(Checkout.Root, "tests", "goldens", "tiny-roberta");
        Skip.IfNot(Directory.Exists(weights), $"Not found: {weights}.");
        await using var hub = await FakeHub.StartAsync();
        var repository = hub.AddModel(Name).AddFolder(weights);
        string[] others = ["1_Pooling/config.json", "modules.json", "config_sentence_transformers.json", "sentence_bert_config.json", "data_config.json", "train_script.py", "README.md", ".gitattributes"];
        string[] forms = ["pytorch_model.bin", "tf_model.h5", "rust_model.ot", "onnx/model.onnx", "onnx/model_qint8_avx512.onnx", "openvino/openvino_model.bin"];
        Array.ForEach(others, file => repository.Add(file, "{}"u8.ToArray()));
        Array.ForEach(forms, file => repository.Add(file, [1, 2, 3], isLarge: true));
        using var library = new TestLibrary(("asthma.md", $"# Asthma\n\n{LibraryServer.Signs}\n"), ("burns.md", "# Burns\n\nCool it under water.\n"));
        var model = Path.Combine(_folder.FullName, "tiny");
        using (var tiny = new TinyModel())
        {
            tiny.Save(model);
        }

        using var process = new InferenceProcess(model, new Dictionary<string, string>(library.Settings)
        {
            ["MedQa:Library:Encoder"] = Name,
            ["HF_ENDPOINT"] = hub.Endpoint.AbsoluteUri,
            ["HF_HOME"] = Path.Combine(_folder.FullName, "hub"),
            ["HF_HUB_CACHE"] = "",
            ["HF_HUB_OFFLINE"] = "",
        });
        await process.WaitUntilHealthyAsync();
        using var channel = GrpcChannel.ForAddress(process.Address);
        var client = new client::MedQa.V1.MedicalQa.MedicalQaClient(channel);
        await Eventually.Holds(() => client.ListModels(new()).Models[0].Library is { Documents: 2, Waiting: 0 });

        var found = await client.SearchAsync(new() { Question = LibraryServer.Question, Mode = Wire.SearchMode.Meaning });

        Assert.True((await client.ListModelsAsync(new())).Models[0].Library.HasMeaning);
        using var own = await RunningServer.StartOwnAsync(new Dictionary<string, string>(library.Settings)
        {
            ["MedQa:Library:Index"] = Path.Combine(_folder.FullName, "own.db"),
            ["MedQa:Library:Encoder"] = weights,
        });
        await Eventually.Holds(() => own.Client.ListModels(new()).Models[0].Library is { Documents: 2, Waiting: 0 });
        var expected = await own.Client.SearchAsync(new() { Question = LibraryServer.Question, Mode = Wire.SearchMode.Meaning });
        Assert.Equal(2, found.Passages.Count);
        Assert.Equal(expected.Passages.Select(p => (p.Passage.Text, p.Cosine)), found.Passages.Select(p => (p.Passage.Text, p.Cosine)));
        Assert.DoesNotContain(hub.Requests, request => forms.Concat(others).Contains(request.FileName));
        Assert.Contains(hub.Requests, request => request.FileName == "model.safetensors");
        if (real)
        {
            Assert.Equal("asthma.md", found.Passages[0].Passage.Document);
        }
    }

    private static string Weights() => Path.Combine(
        Environment.GetEnvironmentVariable("MEDQA_MODELS") is { Length: > 0 } given ? given : Path.Combine(Checkout.Root, "..", "shared", "models"), "all-MiniLM-L6-v2");
}
