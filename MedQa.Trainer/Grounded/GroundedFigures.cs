using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Grounded;

/// <summary>Computes the figures of answers from a library.</summary>
/// <param name="questions">The questions.</param>
/// <param name="predictions">What was made of each, in the same order.</param>
/// <param name="settings">Seed and draws of the intervals.</param>
/// <param name="cancellationToken">Looked at before each draw.</param>
internal sealed class GroundedFigures(
    IReadOnlyList<GroundedQuestion> questions, IReadOnlyList<GroundedPrediction> predictions, GroundedSettings settings, CancellationToken cancellationToken)
{
    private readonly (GroundedQuestion Question, GroundedPrediction Prediction)[] _rows = [.. questions.Zip(predictions)];

    /// <summary>All figures that these questions give.</summary>
    public IReadOnlyList<GroundedFigure> All()
    {
        var answerable = Array.FindAll(_rows, r => r.Question.Answerable);
        var unanswerable = Array.FindAll(_rows, r => !r.Question.Answerable);
        var read = Array.FindAll(answerable, r => r.Prediction.Passages.Count > 0);
        GroundedFigure?[] figures =
        [
            Questions("foundFirst", "Page found first", answerable, r => r.Prediction.Found.Take(1).Contains(r.Question.File)),
            Questions("foundInFive", "Page among the first five passages", answerable, r => r.Prediction.Found.Contains(r.Question.File)),
            Questions("inPrompt", "Page in the prompt, where there was one", read, r => r.Prediction.Passages.Any(p => p.File == r.Question.File)),
            Questions("answered", "Answerable: answered", answerable, r => r.Prediction.Outcome == GroundedOutcome.Answered),
            Questions("rightPage", "Answerable: answered, the right page cited", answerable, r => Cites(r, (file, _) => file == r.Question.File)),
            Questions("rightSentence", "Answerable: answered, a sentence cited that answers", answerable, r => Cites(r, (file, text) => file == r.Question.File && r.Question.Answer.Any(a => Overlap(a, text)))),
            .. Declines("answerable", "Answerable", answerable),
            Questions("declined", "Unanswerable: declined", unanswerable, r => r.Prediction.IsDeclined),
            .. Declines("unanswerable", "Unanswerable", unanswerable),
            Sentences("supportedBefore", "Sentences supported, of all that the model said", r => (r.RawSupported, r.RawSentences)),
            Sentences("supportedShown", "Sentences supported, of those shown", r => (r.Sentences.Count(s => s.Passage is not null), r.Sentences.Count)),
        ];
        return [.. figures.OfType<GroundedFigure>()];
    }

    /// <summary>The outcomes of each group, in the questions' order.</summary>
    public IReadOnlyList<GroundedGroup> Groups() =>
    [
        .. _rows.GroupBy(r => (r.Question.Group, r.Question.Answerable)).Select(g => new GroundedGroup(
            g.Key.Group,
            g.Key.Answerable,
            g.Count(),
            new OrderedDictionary<GroundedOutcome, int>(Enum.GetValues<GroundedOutcome>().Select(o => KeyValuePair.Create(o, g.Count(r => r.Prediction.Outcome == o)))))),
    ];

    private IEnumerable<GroundedFigure?> Declines(string name, string title, (GroundedQuestion Question, GroundedPrediction Prediction)[] rows) =>
    [
        Questions($"{name}ByRelevance", $"{title}: declined, nothing relevant found", rows, r => r.Prediction.Outcome == GroundedOutcome.DeclinedByRelevance),
        Questions($"{name}ByReader", $"{title}: declined by the model", rows, r => r.Prediction.Outcome == GroundedOutcome.DeclinedByReader),
        Questions($"{name}BySupport", $"{title}: declined, nothing supported", rows, r => r.Prediction.Outcome == GroundedOutcome.DeclinedBySupport),
    ];

    private GroundedFigure? Questions(
        string name, string title, (GroundedQuestion Question, GroundedPrediction Prediction)[] rows, Func<(GroundedQuestion Question, GroundedPrediction Prediction), bool> holds)
    {
        double[] values = [.. rows.Select(r => holds(r) ? 1.0 : 0.0)];
        return rows.Length == 0 ? null
            : new(name, title, (int)values.Sum(), rows.Length, Bootstrap.Mean(values, settings.Seed, settings.Resamples, cancellationToken));
    }

    /// <summary>Questions are drawn, not sentences: those of one answer hang together.</summary>
    private GroundedFigure? Sentences(string name, string title, Func<GroundedPrediction, (int Hits, int Count)> counts)
    {
        (int Hits, int Count)[] of = [.. predictions.Select(counts).Where(c => c.Count > 0)];
        return of.Length == 0 ? null : new(name, title, of.Sum(c => c.Hits), of.Sum(c => c.Count), Bootstrap.Of(
            of.Length,
            drawn => drawn.Sum(i => of[i].Hits) / (double)drawn.Sum(i => of[i].Count),
            settings.Seed,
            settings.Resamples,
            cancellationToken));
    }

    private static bool Cites((GroundedQuestion Question, GroundedPrediction Prediction) row, Func<string, string, bool> right) =>
        row.Prediction.Sentences.Any(s => s.Passage is { } passage && right(row.Prediction.Passages[passage].File, s.Evidence!));

    private static bool Overlap(string one, string other) =>
        one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal);
}
