using System.Diagnostics;

namespace MedQa.Model.Tests.Hub;

/// <summary>
/// Python's huggingface_hub and this share one cache. Needs a Python that can import huggingface_hub: <c>MEDQA_PYTHON</c>,
/// by itself <c>python3</c>.
/// </summary>
public sealed class PythonCacheTests : HubTest
{
    private static readonly string Python = Environment.GetEnvironmentVariable("MEDQA_PYTHON") is { Length: > 0 } given ? given : "python3";

    [SkippableFact]
    public async Task Model_DownloadedByBoth_LiesInTheSameFiles()
    {
        await RequirePythonAsync();
        AddModel().Add("README.md", "# Hello"u8.ToArray());
        var theirs = Path.Combine(CacheFolder, "python");

        await PythonAsync("from huggingface_hub import snapshot_download; snapshot_download('tiny/model')", theirs);
        await ModelAsync();

        var expected = CacheContents.Of(Path.Combine(theirs, "models--tiny--model"));
        foreach (var note in expected.Keys.Where(k => k.StartsWith("trees/", StringComparison.Ordinal)).ToList())
        {
            expected.Remove(note);
        }

        Assert.Equal(expected, CacheContents.Of(Folder));
    }

    [SkippableFact]
    public async Task Model_DownloadedByPython_IsUsedWithoutARequest()
    {
        await RequirePythonAsync();
        AddModel();
        await PythonAsync("from huggingface_hub import snapshot_download; snapshot_download('tiny/model')", CacheFolder);
        var before = Hub.Requests.Count;

        var folder = await ModelAsync(settings: Settings with { Offline = true });

        Assert.Equal("{\"model\": 1}", await File.ReadAllTextAsync(Path.Combine(folder, "config.json")));
        Assert.Equal(before, Hub.Requests.Count);
    }

    [SkippableFact]
    public async Task Model_DownloadedHere_IsUsedByPythonWithoutARequest()
    {
        await RequirePythonAsync();
        AddModel();
        var folder = await ModelAsync();
        var before = RequestsForTheModel();

        var printed = await PythonAsync(
            "from huggingface_hub import snapshot_download, hf_hub_download; print(snapshot_download('tiny/model', local_files_only=True)); print(hf_hub_download('tiny/model', 'model.safetensors', local_files_only=True))",
            CacheFolder);

        Assert.Equal($"{folder}\n{folder}/model.safetensors\n", printed);
        Assert.Equal(before, RequestsForTheModel());
    }

    [SkippableFact]
    public async Task Model_WhilePythonHoldsAFilesLock_Waits()
    {
        await RequirePythonAsync();
        var repository = AddModel();
        var path = Path.Combine(CacheFolder, ".locks", "models--tiny--model", $"{repository.Files["config.json"].Hash}.lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var holder = Start($"from huggingface_hub.utils import WeakFileLock\nwith WeakFileLock('{path}'):\n  print('held', flush=True)\n  input()", CacheFolder);
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());

        var download = ModelAsync();
        await Task.Delay(1000);
        var (early, requested) = (download.IsCompleted, ContentRequests("config.json").Count);
        await holder.StandardInput.WriteLineAsync();
        await download;

        Assert.False(early);
        Assert.Equal(0, requested);
        Assert.Contains(Record.Notes, n => n.Contains("config.json is being downloaded by another process", StringComparison.Ordinal));
    }

    private int RequestsForTheModel() => Hub.Requests.Count(r => r.Target.Contains(Id, StringComparison.Ordinal));

    private static async Task RequirePythonAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import huggingface_hub"]) { RedirectStandardError = true });
            await process!.WaitForExitAsync();
            Skip.If(process.ExitCode != 0, $"{Python} has no huggingface_hub (set MEDQA_PYTHON).");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, $"{Python} was not found (set MEDQA_PYTHON).");
        }
    }

    private async Task<string> PythonAsync(string program, string cache)
    {
        using var process = Start(program, cache);
        var errors = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return printed;
    }

    private Process Start(string program, string cache)
    {
        var start = new ProcessStartInfo(Python, ["-c", program]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["HF_ENDPOINT"] = Hub.Endpoint.AbsoluteUri;
        start.Environment["HF_HUB_CACHE"] = cache;
        start.Environment["HF_HUB_DISABLE_XET"] = "1";
        start.Environment["HF_HUB_DISABLE_PROGRESS_BARS"] = "1";
        return Process.Start(start)!;
    }
}
