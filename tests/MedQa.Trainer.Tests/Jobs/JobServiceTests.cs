using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Trainer.Jobs;
using MedQa.Trainer.Tests.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Jobs;

/// <summary>The service over real HTTP, with a tiny model and the bundled tokenizer.</summary>
public sealed class JobServiceTests : IDisposable
{
    private const string Question = "Is the secret phrase heliotrope kept out of logs?";

    private readonly string folder = Directory.CreateTempSubdirectory("medqa-jobs-").FullName;

    [SkippableFact]
    public async Task Post_Job_TrainsAndPublishes()
    {
        MakeData();
        await using var app = await StartAsync();
        using var client = Client(app);

        using var response = await client.PostAsJsonAsync("/jobs", new { data = "rows.jsonl", model = "tiny", publish = "mine", epochs = 1, maxLength = 128, batch = 4, accumulation = 1 });
        var id = (await Body(response, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        var job = await EndedAsync(client, id);

        Assert.Equal("succeeded", job.GetProperty("state").GetString());
        Assert.Equal(1, job.GetProperty("publishedVersion").GetInt32());
        Assert.Equal(5, job.GetProperty("progress").GetProperty("step").GetInt32());
        var listing = await app.Services.GetRequiredService<IAdapterStore>().FindAsync("mine");
        Assert.Contains("adapter_model.safetensors", listing!.Versions[0].Files.Select(f => f.Name));
        Assert.Contains("medqa.json", listing.Versions[0].Files.Select(f => f.Name));
        Assert.DoesNotContain("heliotrope", await client.GetStringAsync(new Uri($"/jobs/{id}/log", UriKind.Relative)), StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(Path.Combine(folder, "jobs", id), "*", SearchOption.AllDirectories), f => Assert.DoesNotContain("heliotrope", File.ReadAllText(f), StringComparison.Ordinal));
        using var health = await client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [SkippableFact]
    public async Task Post_JobOfSeveralSeeds_RunsEachAndPublishesTheBest()
    {
        MakeData();
        await using var app = await StartAsync();
        using var client = Client(app);

        using var response = await client.PostAsJsonAsync(
            "/jobs", new { data = "rows.jsonl", model = "tiny", publish = "mine", preset = "recipe", quantization = "none", dtype = "float32", seeds = (int[])[4, 7], epochs = 1, maxLength = 128 });
        var job = await EndedAsync(client, (await Body(response, HttpStatusCode.Created)).GetProperty("id").GetString()!);

        Assert.Equal("succeeded", job.GetProperty("state").GetString());
        Assert.Equal([4, 7], job.GetProperty("seeds").GetProperty("seeds").EnumerateArray().Select(s => s.GetProperty("seed").GetInt32()));
        Assert.Equal("recipe", job.GetProperty("options").GetProperty("preset").GetString());
        Assert.Equal(1, job.GetProperty("publishedVersion").GetInt32());
    }

    [SkippableTheory]
    [InlineData("""{"data": "../rows.jsonl", "model": "tiny"}""", "not in the service's data folder")]
    [InlineData("""{"data": "/etc/passwd", "model": "tiny"}""", "relative")]
    [InlineData("""{"data": "link.jsonl", "model": "tiny"}""", "not in the service's data folder")]
    [InlineData("""{"data": "rows.jsonl", "model": "tiny", "startFrom": "../adapter"}""", "not in the service's data folder")]
    [InlineData("""{"data": "rows.jsonl", "model": "tiny", "output": "x"}""", "output")]
    [InlineData("""{"data": "rows.jsonl", "model": "tiny", "epochs": 0}""", "epochs")]
    [InlineData("""{"data": "rows.jsonl"}""", "names no model")]
    [InlineData("""{"data": "rows.jsonl", "model": "other/model"}""", "MedQa:Jobs:Hub")]
    [InlineData("""{"data": "tiny/rows", "model": "tiny"}""", "MedQa:Jobs:Hub")]
    [InlineData("""{"data": "rows.jsonl", "model": "listed/model@main"}""", "MedQa:Jobs:Hub")]
    [InlineData("""{"dataset": "rows.jsonl"}""", "dataset")]
    [InlineData("""nothing""", "invalid")]
    public async Task Post_RequestThatDoesNotHold_IsRefusedWithTheReason(string body, string expected)
    {
        MakeData();
        await File.WriteAllTextAsync(Path.Combine(folder, "outside.jsonl"), "{}");
        File.CreateSymbolicLink(Path.Combine(folder, "data", "link.jsonl"), Path.Combine(folder, "outside.jsonl"));
        await using var app = await StartAsync();
        using var client = Client(app);

        using var content = new StringContent(body);
        using var response = await client.PostAsync(new Uri("/jobs", UriKind.Relative), content);

        Assert.Contains(expected, (await Body(response, HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_NameOnTheHub_PassesOnlyWhereTheSettingsListIt()
    {
        var options = new JobsOptions { DataFolder = folder, Hub = ["listed/model", "listed/rows@v1:a.jsonl"] };
        var job = new MedQa.Trainer.Training.TrainingOptions { Model = "listed/model", Data = "listed/rows@v1:a.jsonl" };

        var resolved = new JobPaths(options).Resolve(job, Path.Combine(folder, "out"));

        Assert.Equal((job.Model, job.Data), (resolved.Model, resolved.Data));
        Assert.Throws<ArgumentException>(() => new JobPaths(options).Resolve(job with { Data = "listed/rows" }, Path.Combine(folder, "out")));
        Assert.Throws<ArgumentException>(() => new JobPaths(options).Resolve(job with { Model = "listed/rows@v1:a.jsonl/../../x" }, Path.Combine(folder, "out")));
    }

    [SkippableFact]
    public async Task Post_RequestThatIsTooLarge_IsRefused()
    {
        MakeData();
        await using var app = await StartAsync();
        using var client = Client(app);

        using var content = new StringContent($"{{\"systemPrompt\": \"{new string('x', 70_000)}\"}}");
        using var response = await client.PostAsync(new Uri("/jobs", UriKind.Relative), content);

        await Body(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [SkippableFact]
    public async Task Delete_QueuedAndRunning_AreCancelledAndThenForgotten()
    {
        MakeData();
        await using var app = await StartAsync(queue: 1);
        using var client = Client(app);
        var options = new { data = "rows.jsonl", model = "tiny", epochs = 1000, maxLength = 128 };
        var running = (await Body(await client.PostAsJsonAsync("/jobs", options), HttpStatusCode.Created)).GetProperty("id").GetString()!;
        await UntilAsync(client, running, j => j.GetProperty("state").GetString() == "running" && j.GetProperty("progress").ValueKind == JsonValueKind.Object);
        var queued = (await Body(await client.PostAsJsonAsync("/jobs", options), HttpStatusCode.Created)).GetProperty("id").GetString()!;
        await Body(await client.PostAsJsonAsync("/jobs", options), HttpStatusCode.TooManyRequests);

        await Body(await client.DeleteAsync(new Uri($"/jobs/{queued}", UriKind.Relative)), HttpStatusCode.Accepted);
        await Body(await client.DeleteAsync(new Uri($"/jobs/{running}", UriKind.Relative)), HttpStatusCode.Accepted);

        Assert.Equal("cancelled", (await EndedAsync(client, running)).GetProperty("state").GetString());
        Assert.Equal("cancelled", (await EndedAsync(client, queued)).GetProperty("state").GetString());
        using var forgotten = await client.DeleteAsync(new Uri($"/jobs/{queued}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        using var gone = await client.GetAsync(new Uri($"/jobs/{queued}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [SkippableFact]
    public async Task Start_AfterTheServiceStoppedInAJob_GoesOnAndEnds()
    {
        MakeData();
        string id;
        var options = new { data = "rows.jsonl", model = "tiny", epochs = 40, maxLength = 128, evaluateEvery = 2, logEvery = 1 };
        await using (var app = await StartAsync())
        {
            using var client = Client(app);
            id = (await Body(await client.PostAsJsonAsync("/jobs", options), HttpStatusCode.Created)).GetProperty("id").GetString()!;
            await UntilAsync(client, id, j => j.GetProperty("progress") is { ValueKind: JsonValueKind.Object } p && p.GetProperty("step").GetInt32() >= 4);
            await app.StopAsync();
        }

        await using var second = await StartAsync();
        using var later = Client(second);
        var job = await EndedAsync(later, id);

        Assert.Equal("succeeded", job.GetProperty("state").GetString());
        Assert.Contains("resumed", await later.GetStringAsync(new Uri($"/jobs/{id}/log", UriKind.Relative)), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void MakeData()
    {
        var tokenizer = Goldens.RequireBesideModels("tokenizers/medqa-8k");
        var data = Path.Combine(folder, "data");
        Directory.CreateDirectory(data);
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 8192), CPU, ScalarType.Float32);
        model.InitializeWeights(1);
        ModelExporter.Save(model, Path.Combine(data, "tiny"), ScalarType.BFloat16, tokenizer);
        File.WriteAllLines(Path.Combine(data, "rows.jsonl"), Enumerable.Range(0, 22).Select(i => JsonSerializer.Serialize(new
        {
            id = $"r{i}",
            question = Question,
            contexts = new[] { $"The phrase of row {i} is kept." },
            long_answer = "It is kept out.",
            final_decision = "yes",
        })));
    }

    private async Task<WebApplication> StartAsync(int queue = 16)
    {
        // Another service's appsettings.json may lie beside the tests.
        var app = TrainerService.Create([
            $"--contentRoot={folder}",
            "--urls=http://127.0.0.1:0", $"--MedQa:Jobs:Folder={Path.Combine(folder, "jobs")}", $"--MedQa:Jobs:DataFolder={Path.Combine(folder, "data")}",
            $"--MedQa:Jobs:QueueLength={queue}", $"--MedQa:Adapters:Folder={Path.Combine(folder, "adapters")}", "--MedQa:Device=cpu", "--MedQa:Jobs:Hub:0=listed/model", "--Logging:LogLevel:Default=Warning"]);
        await app.StartAsync();
        return app;
    }

    private static HttpClient Client(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };

    private static Task<JsonElement> EndedAsync(HttpClient client, string id) =>
        UntilAsync(client, id, j => j.GetProperty("state").GetString() is "succeeded" or "failed" or "cancelled");

    private static async Task<JsonElement> UntilAsync(HttpClient client, string id, Func<JsonElement, bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var job = await client.GetFromJsonAsync<JsonElement>($"/jobs/{id}", limit.Token);
            if (reached(job))
            {
                return job;
            }

            Assert.NotEqual("failed", job.GetProperty("state").GetString());
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<JsonElement> Body(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
