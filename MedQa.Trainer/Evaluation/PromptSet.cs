using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Evaluation;

/// <summary>The rows' prompts. A context that does not fit into the model's loses words from its end, and is counted.</summary>
internal sealed class PromptSet
{
    private PromptSet(IReadOnlyList<Prompt> prompts, int shortenedCount) => (Prompts, ShortenedCount) = (prompts, shortenedCount);

    public IReadOnlyList<Prompt> Prompts { get; }

    public int ShortenedCount { get; }

    /// <summary>Makes the prompts, each leaving room for an answer and for what is scored behind it.</summary>
    /// <exception cref="DataFileException">A question alone does not fit; names the row.</exception>
    public static PromptSet Of(IEvaluationBackend backend, EvaluationSettings settings, IReadOnlyList<QaRow> rows, CancellationToken cancellationToken)
    {
        var room = backend.ContextLength - RoomBehind(backend, settings);
        var prompts = new List<Prompt>(rows.Count);
        var shortened = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var given = settings.WithContext ? row.Contexts : [];
            var ids = backend.PromptIds(row.Question, given);
            var passages = given;
            if (ids.Count > room)
            {
                passages = ContextShortener.Fit(given, p => backend.PromptIds(row.Question, p).Count, room)
                    ?? throw TooLong(row, backend.PromptIds(row.Question, []).Count, room);
                ids = backend.PromptIds(row.Question, passages);
                shortened++;
            }

            prompts.Add(new Prompt(row, passages, ids));
        }

        return new PromptSet(prompts, shortened);
    }

    /// <summary>SHA-256 over the prompts' ids, each after its length, lower-case hex.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var prompt in Prompts)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([prompt.Ids.Count, .. prompt.Ids]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static DataFileException TooLong(QaRow row, int tokens, int room) => new(
        $"Row {row.Id}: its prompt without a context has {tokens} tokens, and the model's context leaves {Math.Max(0, room)} for it. Show fewer examples, generate shorter answers, or take a model with a longer context.");

    private static int RoomBehind(IEvaluationBackend backend, EvaluationSettings settings)
    {
        var decided = backend.LeastTokens + 1;
        var answered = settings.Answers || settings.Methods.Contains(DecisionMethod.Constrained) ? settings.MaxTokens : 0;
        return settings.Methods.Contains(DecisionMethod.AfterAnswer) ? answered + decided : Math.Max(answered, decided);
    }

    /// <param name="Row">The row.</param>
    /// <param name="Passages">Its passages, as they fit.</param>
    /// <param name="Ids">The prompt, up to where the answer begins.</param>
    internal sealed record Prompt(QaRow Row, IReadOnlyList<string> Passages, IReadOnlyList<int> Ids);
}
