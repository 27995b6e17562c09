using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Reports;

/// <summary>A report with everything that a report can have, over rows that were made up for it.</summary>
internal static class SampleReport
{
    public static readonly DecisionMethod[] Methods = [DecisionMethod.Scored, DecisionMethod.Calibrated, DecisionMethod.Constrained, DecisionMethod.Generated];

    private static readonly string[] _labels = ["yes", "no", "maybe"];

    private static readonly (string Question, string Context, string Answer)[] _topics =
    [
        ("Does a daily walk lower the resting pulse of office workers?",
            "Ninety office workers walked for half an hour each working day, ninety went on as before. After twelve weeks the resting pulse was taken on three mornings.",
            "Walking each working day lowered the resting pulse by four beats a minute on average."),
        ("Do reminders by text message help people to keep appointments at a clinic?",
            "A clinic sent reminders two days before every second appointment over one year and counted who came.",
            "Reminders raised the share of kept appointments from four in five to nine in ten."),
        ("Is a warm room needed to measure blood pressure in winter?",
            "Blood pressure was measured twice, once in a room of sixteen and once in a room of twenty-two degrees, in changing order.",
            "The difference between the rooms was smaller than that between two measurements in one room."),
        ("Can a short course teach volunteers to find the pulse in ten seconds?",
            "Volunteers learned to find the pulse at the neck in a course of one hour and were tested after it and three months later.",
            "Most found it in time after the course; three months later about half still did."),
        ("Does music in the waiting room make patients feel that time goes faster?",
            "Music was played on every other day for four weeks. Patients were asked how long they believed they had waited.",
            "Patients guessed their time of waiting alike with music and without."),
    ];

    /// <summary>The report.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="tuned">Whether there is an adapter.</param>
    /// <param name="change">Changes a row, given its number.</param>
    public static EvaluationReport Create(int rows = 40, bool tuned = true, Func<ReportedRow, int, ReportedRow>? change = null)
    {
        var settings = new EvaluationSettings { Format = new AnswerFormat(), Methods = Methods, Resamples = 50 };
        var reported = Enumerable.Range(0, rows).Select(i => Row(i, tuned)).Select((r, i) => change?.Invoke(r, i) ?? r).ToList();
        var builder = new ReportBuilder(settings, [.. reported.Select(r => new QaRow(r.Id, r.Question, r.Contexts, r.Reference, r.Truth, r.Year) { MeshHeadings = r.MeshHeadings })]);
        List<RowPrediction> baseline = [.. reported.Select(r => r.Baseline)];
        List<RowPrediction>? after = tuned ? [.. reported.Select(r => r.FineTuned!)] : null;
        return new()
        {
            CodeVersion = "0.1.0+sample",
            Model = new("medqa-mini", new string('a', 64)),
            Adapter = tuned ? new("walks", new string('b', 64)) : null,
            Data = new("made-up.jsonl", new string('c', 64), "made-up rows", [.. reported.Select(r => r.Id)]),
            PromptHash = new string('d', 64),
            ChatTemplate = "mistral",
            Compute = "cpu float32",
            Settings = settings,
            ShortenedCount = 1,
            Baseline = builder.Figures(baseline),
            FineTuned = after is null ? null : builder.Figures(after),
            Comparison = after is null ? null : builder.Compare(baseline, after),
            Groups = builder.Groups(baseline, after),
            Folds = tuned ? [.. Enumerable.Range(1, 5).Select(f => new FoldResult(f, [.. reported.Where((_, i) => i % 5 == f - 1).Select(r => r.Id)], new($"walks-{f}", new string('e', 64)), 0.5 + (f * 0.03), 0.4 + (f % 2 * 0.06)))] : [],
            BertScore = "bert-tiny, layer 2",
            Rows = reported,
        };
    }

    private static ReportedRow Row(int i, bool tuned)
    {
        var (question, context, answer) = _topics[i % _topics.Length];
        var truth = _labels[(i * 7 % 10) switch { < 6 => 0, < 9 => 1, _ => 2 }];
        return new()
        {
            Id = $"{1000 + i}",
            Question = question,
            Contexts = [context, $"This was repeated at site {i + 1}."],
            Reference = answer,
            Truth = truth,
            Year = 2012 + (i % 3),
            MeshHeadings = i % 5 < 3 ? ["Heart Rate"] : ["Music & Medicine", "Heart Rate"],
            Baseline = Prediction(i, truth, answer, 0.35, $"It is not clear from the text of site {i + 1} whether this is so, and more could be said about it at some length."),
            FineTuned = tuned ? Prediction(i + 31, truth, answer, 0.65, $"{answer} This was seen at site {i + 1}.") : null,
        };
    }

    private static RowPrediction Prediction(int seed, string truth, string reference, double skill, string longAnswer)
    {
        var random = new Random(unchecked((int)(2654435761u * (uint)(seed + 1))));
        var right = random.NextDouble() < skill;
        var decided = right ? truth : _labels.Where(l => l != truth).ElementAt(random.Next(2));
        var sure = 0.4 + (0.55 * random.NextDouble());
        IReadOnlyList<double> probabilities = [.. _labels.Select(l => l == decided ? sure : (1 - sure) / 2)];
        return new()
        {
            Id = $"{seed}",
            Decisions = new Dictionary<DecisionMethod, string?>
            {
                [DecisionMethod.Scored] = decided,
                [DecisionMethod.Calibrated] = decided,
                [DecisionMethod.Constrained] = decided,
                [DecisionMethod.Generated] = seed % 9 == 0 ? null : decided,
            },
            Probabilities = new Dictionary<DecisionMethod, IReadOnlyList<double>> { [DecisionMethod.Scored] = probabilities, [DecisionMethod.Calibrated] = probabilities },
            LogProbabilities = [.. probabilities.Select(p => Math.Log(p))],
            Answer = $"{longAnswer} The direct answer to your question is: {decided}.",
            LongAnswer = longAnswer,
            ConstrainedAnswer = $"{longAnswer} The direct answer to your question is: {decided}.",
            Text = TextScores.Of(longAnswer, reference) with { BertScore = 0.5 + (skill / 3) },
        };
    }
}
