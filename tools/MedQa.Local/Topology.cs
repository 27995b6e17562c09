using System.Globalization;

namespace MedQa.Local;

/// <summary>
/// Which services run and what they are told: the settings, by the names that the app host gives them too.
/// </summary>
/// <param name="Repository">The clone.</param>
/// <param name="Model">Full path of the model, or its name on the hub.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Data">Full path of the folder for adapters, training runs and the library's index.</param>
/// <param name="Library">Full path of the folder of documents that answers can come from; null for none.</param>
/// <param name="PagePort">Port of the page.</param>
/// <param name="Ports">Free ports: inference's gRPC, inference's probes, the trainer.</param>
internal sealed record Topology(Repository Repository, string Model, string Device, string Data, string? Library, int PagePort, IReadOnlyList<int> Ports)
{
    /// <summary>The projects that run, in the order in which they start.</summary>
    public static IReadOnlyList<string> Projects { get; } = ["MedQa.Inference", "MedQa.Trainer", "MedQa.Web"];

    /// <summary>The launcher itself asks for health and says where the page is, so the services need not repeat it with each answer.</summary>
    private static readonly Dictionary<string, string> QuietLogs = new()
    {
        ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
        ["Logging__LogLevel__Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
    };

    /// <summary>How many free ports the services need beside the page's.</summary>
    public const int PortCount = 3;

    /// <summary>The address of the page.</summary>
    public Uri Page => Loopback(PagePort);

    /// <summary>The address of gRPC.</summary>
    public Uri Grpc => Loopback(Ports[0]);

    /// <summary>The address of the trainer.</summary>
    public Uri Trainer => Loopback(Ports[2]);

    /// <summary>Where adapters are published to and served from.</summary>
    public string Adapters => Path.Combine(Data, "adapters");

    /// <summary>The services, in the order in which they start.</summary>
    public IReadOnlyList<Service> Services()
    {
        var shared = new Dictionary<string, string>
        {
            ["MedQa__DataFolder"] = Data,
            ["MedQa__Adapters__Folder"] = Adapters,
            ["MedQa__Model"] = Model,
            ["MedQa__Device"] = Device,
            ["MedQa__Bind"] = "Loopback",
        };
        var inference = new Dictionary<string, string>(shared)
        {
            ["MedQa__GrpcPort"] = Text(Ports[0]),
            ["MedQa__ProbePort"] = Text(Ports[1]),
            ["MedQa__Adapters__Bundled"] = Repository.BundledAdapter,
        };
        if (Library is not null)
        {
            inference["MedQa__Library__Source"] = Library;
            inference["MedQa__Library__Index"] = Path.Combine(Data, "library", "index.db");
        }

        return
        [
            Create("inference", "MedQa.Inference", Loopback(Ports[1]), inference),
            Create("trainer", "MedQa.Trainer", Trainer, new(shared)
            {
                ["ASPNETCORE_URLS"] = Trainer.OriginalString,
                ["MedQa__Jobs__DataFolder"] = Path.Combine(Data, "data"),
            }),
            Create("web", "MedQa.Web", Page, new()
            {
                ["ASPNETCORE_URLS"] = Page.OriginalString,
                ["services__inference__http__0"] = Grpc.OriginalString,
                ["services__trainer__http__0"] = Trainer.OriginalString,
                ["MedQa__Adapters__Folder"] = Adapters,
            }),
        ];
    }

    private Service Create(string name, string project, Uri probes, Dictionary<string, string> settings) => new(
        name,
        DotnetHost.Path,
        [Repository.Program(project)],
        Path.Combine(Repository.Root, project),
        new Dictionary<string, string>(QuietLogs.Concat(settings)),
        new Uri(probes, "/health"));

    private static Uri Loopback(int port) => new($"http://127.0.0.1:{Text(port)}");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
