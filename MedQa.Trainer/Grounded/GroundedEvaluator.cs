using System.Security.Cryptography;
using System.Text.Json;
using MedQa.Library.Grounding;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Grounded;

/// <summary>Asks a library questions, and says what became of them. One that was stopped goes on from its journal.</summary>
internal static class GroundedEvaluator
{
    private const string Phase = "Answering";

    /// <summary>What is known before anything is asked.</summary>
    public static GroundedReport Draft(
        GroundedLibrary library, string libraryName, RelevanceModel relevance, string? encoder, NamedHash questions, IGroundedReader reader, GroundedSettings settings) => new()
        {
            CodeVersion = ServiceDefaults.CodeVersion.Current,
            Model = reader.Model,
            Adapter = reader.Adapter,
            Compute = reader.Compute,
            Library = new(libraryName, library.Hash),
            Documents = library.Documents,
            Encoder = encoder,
            RelevanceHash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(relevance))),
            Questions = questions,
            Settings = settings,
        };

    /// <summary>Asks the questions.</summary>
    /// <param name="draft">What is asked of whom, which tells journals apart.</param>
    /// <param name="planner">Searches the library.</param>
    /// <param name="reader">Answers.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="journal">The file that holds what was found until an evaluation is stopped; null keeps nothing.</param>
    /// <param name="report">Takes progress.</param>
    /// <param name="cancellationToken">Looked at before each token.</param>
    /// <exception cref="DataFileException">There is no question.</exception>
    /// <exception cref="EvaluationMemoryException">The memory does not suffice.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; what was found until then is in the journal.</exception>
    public static async Task<(GroundedReport Report, IReadOnlyList<GroundedPrediction> Predictions)> RunAsync(
        GroundedReport draft,
        GroundingPlanner planner,
        IGroundedReader reader,
        IReadOnlyList<GroundedQuestion> questions,
        string? journal,
        Action<EvaluationProgress>? report,
        CancellationToken cancellationToken)
    {
        draft.Settings.Validate();
        if (questions.Count == 0)
        {
            throw new DataFileException("There are no questions to ask.");
        }

        using var kept = journal is null ? null : PredictionJournal.Open(journal, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(draft, ReportJson.Lines))));
        var predictor = new GroundedPredictor(planner, reader, draft.Settings);
        var predictions = new List<GroundedPrediction>();
        foreach (var question in questions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var prediction = kept?.Find<GroundedPrediction>(Phase, question.Id);
            if (prediction is null)
            {
                prediction = await predictor.AskAsync(question, cancellationToken);
                kept?.Add(Phase, [(question.Id, prediction)]);
            }

            predictions.Add(prediction);
            report?.Invoke(new(Phase, predictions.Count, questions.Count));
        }

        var figures = new GroundedFigures(questions, predictions, draft.Settings, cancellationToken);
        return (draft with { Figures = figures.All(), Groups = figures.Groups(), Timing = GroundedTiming.Of(predictions) }, predictions);
    }
}
