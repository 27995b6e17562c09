using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Web.Tests.Runs;

/// <summary>The web application in front of an adapter store in a folder, with two versions and one report, as the trainer leaves them.</summary>
public sealed class RunsApp : IAsyncLifetime
{
    public const string Card = "# hand-washing\n\nA LoRA adapter. <b>Not bold.</b>";

    /// <summary>A report that tries what a report must not do, and says what came of it.</summary>
    public const string Report = """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A report</title><style>p { color: rgb(1, 2, 3); }</style></head>
        <body><h1>The report itself</h1><p id="said">nothing ran</p><p id="row-7">row seven</p>
        <script>
          const tried = {};
          const attempt = (name, work) => { try { work(); tried[name] = "done"; } catch { tried[name] = "refused"; } };
          attempt("parent", () => parent.document.title = "taken");
          attempt("cookie", () => document.cookie = "a=b");
          attempt("storage", () => localStorage.setItem("a", "b"));
          fetch("/api/status").then(() => tried.fetch = "done", () => tried.fetch = "refused").then(() => document.getElementById("said").textContent = JSON.stringify(tried));
        </script></body></html>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("medqa-runs-").FullName;
    private WebServer? _server;

    public FolderAdapterStore Store { get; }

    public RunsApp() => Store = new FolderAdapterStore(Path.Combine(_folder, "adapters"), TimeProvider.System);

    public Uri Address => _server!.Address;

    public IReadOnlyList<string> Logs => _server!.Logs;

    public AdapterReport Attached { get; private set; } = null!;

    public string StoreFolder => Path.Combine(_folder, "adapters");

    public async Task InitializeAsync()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        Write(source, "adapter_config.json", "{}");
        Write(source, "adapter_model.safetensors", "weights");
        await Store.PublishAsync("hand-washing", source, new("medqa-mini", new string('a', 64), "40 rows of made-up.jsonl, step 30 of 60, evaluation loss 1.9000"));
        Write(source, "README.md", Card);
        Write(source, "training-options.json", """{"learningRate":0.0002,"lora":{"rank":8,"targetModules":["q_proj","v_proj"]},"model":"medqa-mini"}""");
        Write(source, "training.json", $$"""{"steps":60,"keptStep":40,"history":[{{string.Join(',', Enumerable.Range(1, 6).Select(i => $$"""{"step":{{i * 10}},"trainingLoss":{{2.4 - (i * 0.15):0.00}},"evaluationLoss":{{2.3 - (i * 0.2) + (i * i * 0.025):0.000}}}"""))}}]}""");
        await Store.PublishAsync("hand-washing", source, new("medqa-mini", new string('a', 64), "40 rows of made-up.jsonl, step 40 of 60, evaluation loss 1.9000"));
        var report = Directory.CreateDirectory(Path.Combine(_folder, "report")).FullName;
        Write(report, "report.html", Report);
        Write(report, "report.json", "{\"formatVersion\":2}");
        Attached = await Store.AttachReportAsync("hand-washing", 2, report, new("made-up rows", 40,
        [
            new("Decision accuracy, scored", "35.0 [20.6, 46.9]", "62.5 [48.1, 76.9]", "+27.5 [+7.5, +47.5], McNemar p = 0.019"),
            new("Decision macro-F1, scored", "29.7 [15.4, 41.3]", "56.1 [41.9, 70.1]", "+26.4 [+5.0, +44.1], paired bootstrap p = 0.010"),
        ]));
        _server = WebServer.Start(new Uri("http://127.0.0.1:9"), StoreFolder);
    }

    public async Task DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    private static void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
