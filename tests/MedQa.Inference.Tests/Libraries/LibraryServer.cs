extern alias client;

using MedQa.Inference.Testing;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>The service with a small library that is read, a tiny model whose answers can be written by a test, and a real channel.</summary>
public sealed class LibraryServer : IAsyncLifetime
{
    /// <summary>The only passage of asthma.md under "Signs".</summary>
    public const string Signs = "The chest feels tight and breathing whistles. Coughing is worse at night and after running.";

    /// <summary>The same as a prompt has it.</summary>
    public const string SignsInPrompt = $"Asthma, Signs: {Signs}";

    /// <summary>A question that it answers.</summary>
    public const string Question = "What are the signs of asthma?";

    /// <summary>A question that nothing in the library answers.</summary>
    public const string Unanswered = "How do I change the gearbox oil of a tractor?";

    private readonly ScriptedModel scripted = new();
    private OwnServer? own;

    internal TestLibrary Library { get; } = new(
        ("asthma.md", $"---\ntitle: Asthma\ndate: 2026-01-02\nreview: not clinically reviewed\n---\n\n# Asthma\n\n## Signs\n\n{Signs}\n\n## What helps\n\nA reliever inhaler opens the airways within minutes.\n"),
        ("burns.md", "# Burns\n\nCool a burn under running water for twenty minutes. Take rings off before the hand swells.\n"),
        ("fever.md", "# Fever\n\nA fever is a body temperature of 38 degrees or more. Drink enough and rest.\n"));

    internal OwnServer Own => own!;

    internal client::MedQa.V1.MedicalQa.MedicalQaClient Client => Own.Client;

    internal ScriptedTokenizer Tokenizer => scripted.Tokenizer;

    /// <summary>The same model, to compute what the service should answer.</summary>
    public TinyModel Model { get; } = new();

    public async Task InitializeAsync()
    {
        own = await StartAsync(Library.Settings);
    }

    public Task DisposeAsync()
    {
        own?.Dispose();
        Library.Dispose();
        Model.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Starts a service of its own for one test and waits until the library is read.</summary>
    internal async Task<OwnServer> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var server = await RunningServer.StartOwnAsync(settings, scripted.AddTo);
        await Eventually.Holds(() => server.Client.ListModels(new()).Models[0].Library is { Documents: > 0, Waiting: 0 });
        return server;
    }
}
