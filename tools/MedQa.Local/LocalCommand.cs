using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MedQa.Local;

/// <summary>The command line.</summary>
internal static class LocalCommand
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The root command with its options.</summary>
    public static RootCommand Create()
    {
        var model = new Option<string?>("--model") { Description = "The model: a folder in Hugging Face's layout, a .gguf file, or a name on the hub (OWNER/NAME[@REVISION][:FILE.gguf]), which is downloaded first: raise --timeout for a large one. Default: the bundled medqa-mini.", HelpName = "MODEL" };
        var port = new Option<int?>("--port") { Description = $"Port of the page. Default: {LocalOptions.DefaultPort}, or a free one where that is in use.", HelpName = "PORT" };
        var data = new Option<string?>("--data") { Description = "Folder for adapters, training runs and the library's index. Default: run in the clone.", HelpName = "FOLDER" };
        var library = new Option<string?>("--library") { Description = "Folder of documents that answers can come from: Markdown, text, HTML, PDF, JSON lines. Default: library/starter in the clone.", HelpName = "FOLDER" };
        var noLibrary = new Option<bool>("--no-library") { Description = "Starts without a library." };
        var device = new Option<string>("--device") { Description = "Where the model computes. cuda needs a build with TorchBackend=cuda or external.", DefaultValueFactory = _ => "cpu" };
        var timeout = new Option<int>("--timeout") { Description = "Longest wait until all services are healthy, in seconds.", HelpName = "SECONDS", DefaultValueFactory = _ => 300 };
        var noBuild = new Option<bool>("--no-build") { Description = "Starts what the last build wrote." };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        port.Validators.Add(result => Range(result, 1, 65535));
        timeout.Validators.Add(result => Range(result, 1, 86_400));

        var command = new RootCommand("Starts MedQA on this machine: inference, trainer and web. Ctrl-C stops all of them.") { model, port, data, library, noLibrary, device, timeout, noBuild };
        command.Validators.Add(result =>
        {
            if (result.GetValue(noLibrary) && result.GetValue(library) is not null)
            {
                result.AddError("--library and --no-library do not go together.");
            }
        });
        command.SetAction((result, _) => RunAsync(new LocalOptions
        {
            Model = result.GetValue(model),
            Port = result.GetValue(port),
            Data = result.GetValue(data),
            Library = result.GetValue(library),
            HasLibrary = !result.GetValue(noLibrary),
            Device = result.GetValue(device)!,
            HealthTimeout = TimeSpan.FromSeconds(result.GetValue(timeout)),
            Build = !result.GetValue(noBuild),
        }));
        return command;
    }

    private static void Range(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        // A token that is no number has its own error already.
        if (result.Tokens is [{ Value: var text }] && long.TryParse(text, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
        {
            result.AddError($"{result.Option.Name} must be between {least} and {most}, but is {text}.");
        }
    }

    private static async Task<int> RunAsync(LocalOptions options)
    {
        using var signals = new StopSignals();
        try
        {
            return await LaunchAsync(options, signals);
        }
        catch (LaunchException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task<int> LaunchAsync(LocalOptions options, StopSignals signals)
    {
        CheckSystem(OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture, RuntimeInformation.RuntimeIdentifier);
        var repository = Repository.Find();
        var model = repository.Model(options.Model);
        var library = options.HasLibrary ? repository.Library(options.Library) : null;
        var data = CreateData(Path.GetFullPath(options.Data ?? Path.Combine(repository.Root, "run")));
        var pagePort = LoopbackPorts.ForPage(options.Port, LocalOptions.DefaultPort);
        if (options.Build)
        {
            await SolutionBuild.RunAsync(repository, Topology.Projects, Console.Out, signals.Stop);
        }

        CheckBuilt(repository);
        var topology = new Topology(repository, model, options.Device, data, library, pagePort, LoopbackPorts.Free(Topology.PortCount));
        Console.WriteLine($"model {topology.Model} on {options.Device}; adapters in {topology.Adapters}; {(library is null ? "no library" : $"library {library}")}");
        var healthy = $"MedQA is ready: {topology.Page.OriginalString}  (gRPC: {topology.Grpc.OriginalString}; Ctrl-C stops all)";
        var launcher = new Launcher(Console.Out, options.HealthTimeout, StopTimeout, TimeProvider.System);
        return await launcher.RunAsync(topology.Services(), healthy, signals.Stop, signals.Kill);
    }

    /// <summary>Refuses systems on which MedQA has not been tried.</summary>
    /// <exception cref="LaunchException">It is not linux-x64.</exception>
    internal static void CheckSystem(bool linux, Architecture architecture, string identifier)
    {
        if (!linux || architecture != Architecture.X64)
        {
            throw new LaunchException($"MedQA runs on linux-x64; this is {identifier}. Other systems have not been tried.");
        }
    }

    private static string CreateData(string folder)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "adapters"));
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException($"The folder {folder} can't be made: {e.Message} Name another with --data.");
        }
    }

    private static void CheckBuilt(Repository repository)
    {
        var missing = Topology.Projects.Select(repository.Program).Where(program => !File.Exists(program)).ToList();
        if (missing.Count > 0)
        {
            throw new LaunchException($"Not built yet: {string.Join(", ", missing)}. Leave --no-build out.");
        }
    }
}
