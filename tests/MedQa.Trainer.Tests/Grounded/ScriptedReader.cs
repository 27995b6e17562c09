using MedQa.Model.Generation;
using MedQa.Trainer.Grounded;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Grounded;

/// <summary>Says what it is told to, word by word, and remembers what it was asked.</summary>
internal sealed class ScriptedReader(Func<string, IReadOnlyList<string>, string> answer) : IGroundedReader
{
    public List<(string Question, IReadOnlyList<string> Passages)> Asked { get; } = [];

    /// <summary>What each answer was to be made of, and whether the model might decline; null where it might say anything.</summary>
    public List<(IReadOnlyList<string> Texts, bool MayDecline)?> Quotes { get; } = [];

    public int MostPassages { get; init; } = int.MaxValue;

    public FinishReason Reason { get; init; } = FinishReason.Stop;

    public NamedHash Model => new("scripted", "ab");

    public NamedHash? Adapter => null;

    public string Compute => "none";

    public int Fitting(string question, IReadOnlyList<string> passages, int maxTokens) => Math.Min(passages.Count, MostPassages);

    public GenerationResult Read(string question, IReadOnlyList<string> passages, (Library.Grounding.Quotes All, bool MayDecline)? quotes, int maxTokens, Action<string> onText, CancellationToken cancellationToken)
    {
        Asked.Add((question, passages));
        Quotes.Add(quotes is { } given ? (given.All.Texts, given.MayDecline) : null);
        var said = "";
        var tokens = new List<int>();
        foreach (var piece in answer(question, passages).Split(' ').Select((word, i) => i == 0 ? word : $" {word}"))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Result(FinishReason.Cancelled);
            }

            said += piece;
            tokens.Add(1);
            onText(piece);
        }

        return Result(Reason);

        GenerationResult Result(FinishReason reason) => new(said, tokens, reason, 10, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(25));
    }
}
