using System.Net;
using System.Text.Json;

namespace MedQa.Local.Tests;

/// <summary>The launcher with the real services and a real model.</summary>
public sealed class EndToEndTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("medqa-local-");

    public void Dispose() => data.Delete(recursive: true);

    [SkippableFact]
    public async Task Launcher_RealServices_ServesThePageAndStopsAllOnInterrupt()
    {
        var repository = Repository.Find();
        var missing = Topology.Projects.Select(repository.Program).FirstOrDefault(program => !File.Exists(program));
        Skip.If(missing is not null, $"The services are not built in Release: there is no {missing}.");
        var model = FindModel(repository);
        Skip.If(model is null, "There is no model: neither models/medqa-mini nor smollm2-135m-instruct in MEDQA_MODELS.");
        var port = LoopbackPorts.Free(1)[0];

        using var launcher = LauncherProcess.Real("--no-build", "--model", model!, "--port", $"{port}", "--data", data.FullName);
        await launcher.LineAsync($"MedQA is ready: http://127.0.0.1:{port} ", Patience);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var page = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("medical advice", await page.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/status", UriKind.Relative)));
        var adapters = status.RootElement.GetProperty("adapters").EnumerateArray()
            .Select(a => (a.GetProperty("name").GetString(), a.GetProperty("version").GetInt32(), a.GetProperty("compatible").GetBoolean()));
        Assert.Equal(model == repository.BundledModel && Directory.Exists(repository.BundledAdapter) ? [("pubmedqa-mini", 1, true)] : [], adapters);
        foreach (var name in (string[])["inference", "trainer", "web"])
        {
            Assert.Contains($"{name} is healthy after", launcher.Output, StringComparison.Ordinal);
        }

        launcher.Send("INT");
        Assert.Equal(0, await launcher.ExitAsync());
        Assert.DoesNotContain("killing", launcher.Output, StringComparison.Ordinal);
        Assert.True(LoopbackPorts.IsFree(port));
    }

    private static string? FindModel(Repository repository)
    {
        var shared = Environment.GetEnvironmentVariable("MEDQA_MODELS") is { Length: > 0 } folder ? folder : Path.Combine(repository.Root, "..", "shared", "models");
        var other = Path.GetFullPath(Path.Combine(shared, "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        return File.Exists(Path.Combine(repository.BundledModel, "config.json")) ? repository.BundledModel : File.Exists(other) ? other : null;
    }
}
