using System.Diagnostics;
using System.Security.Cryptography;
using MedQa.Inference.Testing;
using MedQa.Inference.Tests.Serving;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Inference.Tests.Adapters;

public sealed class KilledOfferTests : IDisposable
{
    private const string Name = "bundled-one";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-test-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>The last of the folder's files is a pipe that nobody writes to: the copy stands still there, and the process is killed.</summary>
    [Fact]
    public async Task Start_EarlierProcessWasKilledBetweenFiles_WholeAdapterInOneVersion()
    {
        var (model, bundled, adapters) = (At("tiny"), At(Name), At("adapters"));
        using (var tiny = new TinyModel())
        {
            tiny.Save(model);
        }

        TinyAdapter.Save(bundled, seed: 1, baseHash: Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(model, "model.safetensors")))));
        var last = Path.Combine(bundled, "training.json");
        using (var mkfifo = Process.Start("mkfifo", [last]))
        {
            await mkfifo.WaitForExitAsync();
        }

        var settings = new Dictionary<string, string> { ["MedQa:Adapters:Folder"] = adapters, ["MedQa:Adapters:Bundled"] = bundled };
        var store = new FolderAdapterStore(adapters, TimeProvider.System);
        using (var process = new InferenceProcess(model, settings))
        {
            await Eventually.Holds(() => Directory.Exists(adapters) && Directory.GetFiles(adapters, "medqa.json", SearchOption.AllDirectories).Length == 1);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.Single(Directory.GetDirectories(adapters, ".publishing-*"));
        Assert.Empty(await store.ListAsync());

        File.Delete(last);
        await File.WriteAllTextAsync(last, "{}");
        using (var process = new InferenceProcess(model, settings))
        {
            await process.WaitUntilHealthyAsync();
        }

        var version = Assert.Single(Assert.Single(await store.ListAsync()).Versions);
        Assert.Equal((Name, 1), (version.Name, version.Version));
        await store.DownloadAsync(Name, 1, At("copy"));
        Assert.Equal(Directory.GetFiles(bundled).Length, version.Files.Count);
        foreach (var file in version.Files)
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(bundled, file.Name)), await File.ReadAllBytesAsync(Path.Combine(At("copy"), file.Name)));
        }
    }

    private string At(string name) => Path.Combine(folder.FullName, name);
}
