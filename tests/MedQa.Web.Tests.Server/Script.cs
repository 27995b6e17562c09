namespace MedQa.Web.Tests.Server;

/// <summary>How the scripted service behaves. What a script throws (an <c>RpcException</c>) is what the caller gets.</summary>
public sealed record Script
{
    public const string ModelName = "medqa-scripted";
    public const string ModelNote = "It is a reader, not a knower: give it a passage to answer from.";

    /// <summary>Whether the model is loaded; while it is not, nothing is answered.</summary>
    public bool Ready { get; set; } = true;

    /// <summary>The library; null where there is none.</summary>
    public ScriptedLibrary? Library { get; set; }

    /// <summary>The library's passages for a question.</summary>
    public Func<string, (bool Relevant, IReadOnlyList<ScriptedPassage> Passages)> Search { get; init; } = static _ => (false, []);

    public IReadOnlyList<ScriptedAdapter> Adapters { get; init; } = [];

    /// <summary>Writes the answer.</summary>
    public Func<AskedQuestion, Answering, CancellationToken, Task> Answer { get; init; } = static async (_, answering, _) =>
    {
        await answering.StartAsync();
        await answering.SayAsync("A whole answer.");
        await answering.FinishAsync();
    };

    /// <summary>The probabilities of yes, no and maybe.</summary>
    public Func<AskedDecision, (double Yes, double No, double Maybe)> Decide { get; init; } = static _ => (0.72, 0.2, 0.08);
}
