using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Evaluation;

/// <summary>The rows' prompts. A context that does not fit into the model's loses words from its end, and is counted.</summary>
internal sealed class PromptSet
{
    private PromptSet(IReadOnlyList<Prompt> prompts, int shortenedCount) => (Prompts, ShortenedCount) = (prompts, shortenedCount);

    public IReadOnlyList<Prompt> Prompts { get; }

    public int ShortenedCount { get; }

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

    /// <summary>Makes the prompts, each leaving room for an answer and for what is scored behind it.</summary>
    /// <exception cref="PromptTooLongException">A question alone does not fit.</exception>
    public static PromptSet Of(EvaluatedModel model, EvaluationSettings settings, IReadOnlyList<QaRow> rows, CancellationToken cancellationToken)
    {
        var scorer = new DecisionScorer(new Generator(model.Model, model.Tokenizer), model.Tokenizer, model.ChatTemplate, settings.Format);
        var scored = settings.Format.Labels.Max(l => model.Tokenizer.Encode($"{settings.Format.Lead} {l}.").Count);
        var room = model.Model.Config.MaxPositionEmbeddings - Math.Max(settings.Answers ? settings.MaxTokens : 1, scored + 1);
        var prompts = new List<Prompt>(rows.Count);
        var shortened = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var passages = ContextShortener.Fit(row.Contexts, p => scorer.PromptIds(row.Question, p).Count, room)
                ?? throw new PromptTooLongException(scorer.PromptIds(row.Question, []).Count, Math.Max(0, room));
            shortened += ReferenceEquals(passages, row.Contexts) ? 0 : 1;
            prompts.Add(new Prompt(row, passages, scorer.PromptIds(row.Question, passages)));
        }

        return new PromptSet(prompts, shortened);
    }

    /// <param name="Row">The row.</param>
    /// <param name="Passages">Its passages, as they fit.</param>
    /// <param name="Ids">The prompt, up to where the answer begins.</param>
    internal sealed record Prompt(QaRow Row, IReadOnlyList<string> Passages, IReadOnlyList<int> Ids);
}
