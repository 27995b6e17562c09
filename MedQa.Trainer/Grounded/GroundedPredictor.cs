using System.Diagnostics;
using MedQa.Library.Grounding;
using MedQa.Model.Generation;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Grounded;

/// <summary>Asks one question after the other, as the service does for one.</summary>
/// <param name="planner">Searches the library.</param>
/// <param name="reader">Answers.</param>
/// <param name="settings">How.</param>
internal sealed class GroundedPredictor(GroundingPlanner planner, IGroundedReader reader, GroundedSettings settings)
{
    private const int KeptFound = 5;

    /// <summary>Asks a question.</summary>
    /// <exception cref="EvaluationMemoryException">The memory does not suffice.</exception>
    /// <exception cref="PromptTooLongException">The question with one passage does not fit into the model's context.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<GroundedPrediction> AskAsync(GroundedQuestion question, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var context = await planner.PrepareAsync(question.Question, settings.Grounding, cancellationToken: cancellationToken);
        var prepared = new GroundedPrediction
        {
            Id = question.Id,
            Question = question.Question,
            Answerable = question.Answerable,
            Outcome = GroundedOutcome.DeclinedByRelevance,
            Relevance = context.Relevance,
            Features = context.Findings.Features,
            Found = [.. context.Findings.Passages.Take(KeptFound).Select(p => p.Passage.DocumentName)],
            Passages = [],
            Times = new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, null, null),
        };
        return context.IsRelevant || settings.Mode == GroundingMode.Auto
            ? InMemory(question, () => Read(prepared, context, cancellationToken))
            : prepared;
    }

    private GroundedPrediction Read(GroundedPrediction prepared, GroundedContext context, CancellationToken cancellationToken)
    {
        var found = context.Passages;
        ContextPassage[] passages = [.. found.Take(reader.Fitting(prepared.Question, [.. found.Select(p => p.Text)], settings.MaxTokens))];
        var answer = new GroundedAnswer(passages, settings.Mode, settings.Format);
        var sentences = new List<SentenceCitation>();

        // A declined answer needs no more text, as in the service.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (Quotes, bool)? quotes = settings.Mode == GroundingMode.Required ? (new Quotes(passages, settings.Format), !context.IsCertain) : null;
        var result = reader.Read(prepared.Question, [.. passages.Select(p => p.Text)], quotes, settings.MaxTokens, Push, enough.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (passages.Length > 0)
        {
            sentences.AddRange(answer.Finish().OfType<SentenceCitation>());
        }

        var raw = Raw(passages, result.Text);
        return prepared with
        {
            Outcome = passages.Length == 0 ? GroundedOutcome.AnsweredAlone
                : !answer.IsDeclined ? GroundedOutcome.Answered
                : answer.WithheldSentences > 0 ? GroundedOutcome.DeclinedBySupport : GroundedOutcome.DeclinedByReader,
            Passages = [.. passages.Select(Passage)],
            Raw = result.Text,
            Answer = passages.Length == 0 ? result.Text.Trim() : answer.IsDeclined ? null : answer.Text,
            Sentences = answer.IsDeclined ? [] : [.. sentences.Select(s => Sentence(s, answer.Text, passages))],
            RawSentences = raw.Count,
            RawSupported = raw.Count(s => s.Support is not null),
            DroppedPassages = found.Count - passages.Length,
            PromptTokens = result.PromptTokens,
            Tokens = result.TokenIds.Count,
            Times = prepared.Times with { FirstToken = result.TimeToFirstToken.TotalMilliseconds, Answer = result.Duration.TotalMilliseconds },
        };

        void Push(string piece)
        {
            if (passages.Length > 0)
            {
                sentences.AddRange(answer.Push(piece).OfType<SentenceCitation>());
            }

            if (answer.IsDeclined)
            {
                enough.Cancel();
            }
        }
    }

    /// <summary>The sentences of the model's text, none left out.</summary>
    private List<SentenceCitation> Raw(ContextPassage[] passages, string text)
    {
        if (passages.Length == 0)
        {
            return [];
        }

        var all = new GroundedAnswer(passages, GroundingMode.Auto, settings.Format);
        return [.. all.Push(text).Concat(all.Finish()).OfType<SentenceCitation>()];
    }

    private static GroundedSentence Sentence(SentenceCitation citation, string text, ContextPassage[] passages) => new(
        citation.Sentence.Of(text).ToString(),
        citation.Support?.Passage,
        citation.Support is { } support ? support.Span.Of(passages[support.Passage].Source.Passage.Text).ToString() : null);

    private static GroundedPassage Passage(ContextPassage passage)
    {
        var source = passage.Source.Passage;
        return new(
            passage.Source.DocumentName,
            passage.Source.DocumentTitle,
            source.Headings.Count == 0 ? "" : source.Headings[^1],
            string.Join(' ', passage.Sentences.Select(i => source.Sentences[i].Of(source.Text).ToString())));
    }

    private static GroundedPrediction InMemory(GroundedQuestion question, Func<GroundedPrediction> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (MemoryErrors.Is(e))
        {
            throw new EvaluationMemoryException(
                $"Out of memory at question {question.Id}: {MemoryErrors.FirstLine(e.Message)} Fewer --context-words or --quantization nf4 take less, or another device has more.", e);
        }
    }
}
