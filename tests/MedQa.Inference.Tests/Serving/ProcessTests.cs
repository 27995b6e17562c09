extern alias client;

using System.Security.Cryptography;
using Grpc.Net.Client;
using MedQa.Inference.Testing;
using MedQa.Model.Generation;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Serving;

public sealed class ProcessTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Process_ModelFolder_ServesItAndEndsWithZeroOnSigterm()
    {
        using var model = new TinyModel();
        var path = Path.Combine(folder.FullName, "tiny-folder");
        model.Save(path);
        var expected = model.Generator.Generate(Prompt(model, Question), new SamplingOptions { MaxTokens = 12 });
        using var process = new InferenceProcess(path);
        await process.WaitUntilHealthyAsync();
        using var channel = GrpcChannel.ForAddress(process.Address);
        var client = new client::MedQa.V1.MedicalQa.MedicalQaClient(channel);

        var text = TextOf(await ReadAsync(client.Generate(Ask())));
        var served = Assert.Single((await client.ListModelsAsync(new())).Models);
        process.Terminate();
        var (exitCode, output) = await process.WaitForExitAsync();

        Assert.Equal(expected.Text, text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(path, "model.safetensors"))));
        Assert.Equal(("tiny-folder", hash, TinyModel.Note, true), (served.Name, served.Hash, served.Note, served.Ready));
        Assert.Equal(0, exitCode);
        Assert.Contains("Model tiny-folder", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Question, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_NoModel_SaysWhereItLookedAndEndsWithOne()
    {
        var missing = Path.Combine(folder.FullName, "missing");
        using var process = new InferenceProcess(missing);

        var (exitCode, output) = await process.WaitForExitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains($"There is no model at {missing}", output, StringComparison.Ordinal);
    }
}
