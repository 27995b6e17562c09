extern alias client;

using Grpc.Net.Client;
using MedQa.Inference.Testing;
using MedQa.Inference.Tests.Serving;
using MedQa.Library.Indexing;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>The service as a process, killed (SIGKILL) while it reads its library.</summary>
public sealed class KilledIngestionTests : IDisposable
{
    private const int Documents = 600;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-test-");
    private readonly TestLibrary library = new();

    public void Dispose()
    {
        library.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Process_KilledWhileItReads_GoesOnAndReadsNothingTwice()
    {
        using var tiny = new TinyModel();
        var model = Path.Combine(folder.FullName, "tiny-folder");
        tiny.Save(model);
        for (var i = 0; i < Documents; i++)
        {
            library.Write($"{i:000}.md", $"# Page {i}\n\n{string.Concat(Enumerable.Range(0, 400).Select(s => $"Sentence {s} of page {i} says something. "))}");
        }

        var killed = await KillWhileReadingAsync(model);
        var before = Entries();
        Assert.InRange(before.Count, 1, Documents - 1);

        // Whatever was read is unreadable now, though its length and time are the same: to read it again would show.
        foreach (var name in before.Keys)
        {
            var path = Path.Combine(library.Folder, name);
            var (time, length) = (File.GetLastWriteTimeUtc(path), (int)new FileInfo(path).Length);
            await File.WriteAllBytesAsync(path, [.. Enumerable.Repeat((byte)0xFF, length)]);
            File.SetLastWriteTimeUtc(path, time);
        }

        using var process = new InferenceProcess(model, library.Settings);
        await process.WaitUntilHealthyAsync();
        await WaitAsync(process, l => l is { Documents: Documents, Waiting: 0 });
        process.Terminate();
        var (_, output) = await process.WaitForExitAsync();

        var after = Entries();
        Assert.Equal(Documents, after.Count);
        Assert.All(before, entry => Assert.Equal(entry.Value, after[entry.Key]));
        Assert.Contains($"{Documents - before.Count} documents added, 0 updated, 0 removed, {before.Count} unchanged", output, StringComparison.Ordinal);
        Assert.DoesNotContain("says something", killed + output, StringComparison.Ordinal);
    }

    private async Task<string> KillWhileReadingAsync(string model)
    {
        using var process = new InferenceProcess(model, library.Settings);
        await process.WaitUntilHealthyAsync();
        await WaitAsync(process, l => l is { Documents: > 20, Waiting: > 20 });
        process.Kill();
        return (await process.WaitForExitAsync()).Output;
    }

    /// <summary>Each document's first passage's id: a document that is brought in again gets others.</summary>
    private Dictionary<string, (long, string)> Entries()
    {
        using var index = SqlitePassageIndex.Open(library.Index);
        return index.ListAsync().Result.ToDictionary(d => d.Name, d => (index.GetDocumentAsync(d.Name).Result[0].Id, d.Hash));
    }

    private static async Task WaitAsync(InferenceProcess process, Func<Wire.Library, bool> condition)
    {
        using var channel = GrpcChannel.ForAddress(process.Address);
        var client = new client::MedQa.V1.MedicalQa.MedicalQaClient(channel);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition((await client.ListModelsAsync(new(), cancellationToken: limit.Token)).Models[0].Library))
        {
            await Task.Delay(2, limit.Token);
        }
    }
}
