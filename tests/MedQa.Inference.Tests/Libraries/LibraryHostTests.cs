extern alias client;

using MedQa.Inference.Configuration;
using MedQa.Inference.Libraries;
using MedQa.Inference.Telemetry;
using MedQa.Inference.Testing;
using MedQa.Library.Ingestion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Libraries;

public sealed class LibraryHostTests : IDisposable
{
    private readonly TestLibrary library = new(("asthma.md", "# Asthma\n\nThe chest feels tight.\n"), ("folder/fever.txt", "A fever is a high temperature."));

    public void Dispose() => library.Dispose();

    [Fact]
    public async Task ListModels_NoLibrary_SaysNothingOfOne()
    {
        using var own = await RunningServer.StartOwnAsync();

        Assert.Null((await Model(own)).Library);
    }

    [Fact]
    public async Task ListModels_LibraryInAFolder_CountsAndFollowsWhatChanges()
    {
        using var own = await RunningServer.StartOwnAsync(library.Settings);
        await Holds(own, l => l is { Documents: 2, Passages: 2, Waiting: 0, HasMeaning: false } && l.Broken.Count == 0);

        library.Write("burns.md", "# Burns\n\nCool it.\n\n## When to get help\n\nCall for help.\n");
        library.Remove("asthma.md");

        await Holds(own, l => l is { Documents: 2, Passages: 3, Waiting: 0 });
    }

    [Fact]
    public async Task ListModels_BrokenDocument_IsListedAndNamedOnceInTheLog()
    {
        library.Write("broken.pdf", "%PDF-1.7 and nothing behind it");
        using var own = await RunningServer.StartOwnAsync(library.Settings);
        await Holds(own, l => l.Documents == 2 && l.Broken.SequenceEqual(["broken.pdf"]));

        library.Write("more.md", "# More\n\nAnother run has seen it.\n");
        await Holds(own, l => l.Documents == 3);
        Assert.Single(own.Server.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("broken.pdf", StringComparison.Ordinal));

        library.Remove("broken.pdf");
        await Holds(own, l => l is { Documents: 3, Broken.Count: 0 });
    }

    [Fact]
    public async Task Log_NameWithALineEnd_StaysOnItsLine()
    {
        library.Write("a\nwarn: forged.pdf", "no PDF");
        using var own = await RunningServer.StartOwnAsync(library.Settings);

        await Holds(own, l => l.Broken.SequenceEqual(["a\nwarn: forged.pdf"]));

        await Eventually.Holds(() => own.Server.Logs.Lines.Any(line => line.Contains("a?warn: forged.pdf", StringComparison.Ordinal)));
        Assert.DoesNotContain(own.Server.Logs.Lines, line => line.Contains("a\nwarn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Generate_WhileTheLibraryIsBeingRead_IsAnswered()
    {
        using var source = new GatedSource("a.md", "b.md", "c.md");
        using var own = await RunningServer.StartOwnAsync(library.Settings, services => services.AddSingleton(provider => Host(provider, source)));
        await Holds(own, l => l is { Documents: 0, Waiting: 3 });

        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
        source.LetThrough(1);
        await Holds(own, l => l is { Documents: 1, Waiting: 2 });
        source.LetThrough(2);
        await Holds(own, l => l is { Documents: 3, Passages: 3, Waiting: 0 });
    }

    [Fact]
    public async Task Server_IndexThatCannotBeOpened_GoesOnAndOpensItOnceItCan()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(library.Index)!);
        await File.WriteAllTextAsync(library.Index, string.Concat(Enumerable.Repeat("This is no database. ", 100)));
        using var own = await RunningServer.StartOwnAsync(library.Settings);
        await Eventually.Holds(() => own.Server.Logs.Lines.Any(line => line.Contains("cannot be opened as a library index", StringComparison.Ordinal)));

        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
        Assert.Equal(0, (await Model(own)).Library.Documents);
        Assert.False(own.Part<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);

        File.Delete(library.Index);
        await Holds(own, l => l.Documents == 2);
        Assert.Single(own.Server.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("cannot be opened as a library index", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_FolderThatGoesAway_KeepsItsIndexAndReadsOnOnceItIsBack()
    {
        using var own = await RunningServer.StartOwnAsync(library.Settings);
        await Holds(own, l => l.Documents == 2);

        Directory.Move(library.Folder, library.Folder + "-away");
        await Eventually.Holds(() => own.Server.Logs.Lines.Any(line => line.Contains("The library cannot be read now", StringComparison.Ordinal)));
        Assert.Equal(2, (await Model(own)).Library.Documents);

        Directory.Move(library.Folder + "-away", library.Folder);
        library.Write("burns.md", "# Burns\n\nCool it.\n");
        await Holds(own, l => l.Documents == 3);
    }

    private LibraryHost Host(IServiceProvider provider, IDocumentSource source) => new(
        new LibraryPlace(library.Folder, library.Index), source, provider.GetRequiredService<IOptions<LibraryOptions>>(), provider.GetRequiredService<IHostEnvironment>(),
        TimeProvider.System, provider.GetRequiredService<InferenceMetrics>(), provider.GetRequiredService<ILogger<LibraryHost>>());

    private static async Task<Wire.Model> Model(OwnServer own) => Assert.Single((await own.Client.ListModelsAsync(new())).Models);

    private static async Task Holds(OwnServer own, Func<Wire.Library, bool> condition)
    {
        var last = (await Model(own)).Library;
        for (var i = 0; i < 600 && !condition(last); i++)
        {
            await Task.Delay(20);
            last = (await Model(own)).Library;
        }

        Assert.True(condition(last), $"The library did not come to that state: {last}");
    }
}
