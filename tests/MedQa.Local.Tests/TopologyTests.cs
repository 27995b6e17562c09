namespace MedQa.Local.Tests;

public sealed class TopologyTests
{
    private readonly Topology topology = new(new Repository("/clone"), "/models/one", "cpu", "/data", "/leaflets", 5080, [1, 2, 3]);

    [Fact]
    public void Services_All_StartInOrderAndAreProbedWhereTheyListen()
    {
        var services = topology.Services();

        Assert.Equal(["inference", "trainer", "web"], services.Select(s => s.Name));
        Assert.Equal(["/clone/MedQa.Inference", "/clone/MedQa.Trainer", "/clone/MedQa.Web"], services.Select(s => s.Folder));
        Assert.Equal(
            ["http://127.0.0.1:2/health", "http://127.0.0.1:3/health", "http://127.0.0.1:5080/health"],
            services.Select(s => s.Health.AbsoluteUri));
        Assert.Equal("2", services[0].Environment["MedQa__ProbePort"]);
    }

    [Fact]
    public void Services_InferenceAndTrainer_ShareTheModelAndTheAdapters()
    {
        var services = topology.Services().Take(2).ToList();

        Assert.All(services, s => Assert.Equal("/data/adapters", s.Environment["MedQa__Adapters__Folder"]));
        Assert.All(services, s => Assert.Equal("/data", s.Environment["MedQa__DataFolder"]));
        Assert.All(services, s => Assert.Equal("/models/one", s.Environment["MedQa__Model"]));
    }

    [Fact]
    public void Services_Library_IsInferencesAlone()
    {
        var services = topology.Services();

        Assert.Equal("/leaflets", services[0].Environment["MedQa__Library__Source"]);
        Assert.Equal("/data/library/index.db", services[0].Environment["MedQa__Library__Index"]);
        Assert.All(services.Skip(1), s => Assert.DoesNotContain(s.Environment.Keys, key => key.Contains("Library", StringComparison.Ordinal)));
        Assert.All((topology with { Library = null }).Services(), s => Assert.DoesNotContain(s.Environment.Keys, key => key.Contains("Library", StringComparison.Ordinal)));
    }

    [Fact]
    public void Services_BundledAdapter_IsOfferedByInferenceAlone()
    {
        var services = topology.Services();

        Assert.Equal("/clone/models/pubmedqa-mini", services[0].Environment["MedQa__Adapters__Bundled"]);
        Assert.All(services.Skip(1), s => Assert.DoesNotContain("MedQa__Adapters__Bundled", s.Environment.Keys));
    }

    [Fact]
    public void Services_Web_FindsInferenceByTheNameThatTheAppHostGives()
    {
        var services = topology.Services();

        Assert.Equal($"http://127.0.0.1:{services[0].Environment["MedQa__GrpcPort"]}", services[2].Environment["services__inference__http__0"]);
        Assert.Equal("/data/adapters", services[2].Environment["MedQa__Adapters__Folder"]);
        Assert.Equal("http://127.0.0.1:5080", services[2].Environment["ASPNETCORE_URLS"]);
    }
}
