using System.Globalization;
using MedQa.Model.Answers;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>How an evaluation was done, in words: what somebody needs to do it again.</summary>
internal static class ReportFacts
{
    /// <summary>Name and value of each fact.</summary>
    public static IEnumerable<(string Name, string Value)> Of(EvaluationReport report)
    {
        var settings = report.Settings;
        yield return ("Base", Named(report.Model));
        yield return ("Adapter", report.Adapter is { } adapter ? Named(adapter) : "none");
        foreach (var (i, further) in report.FurtherAdapters.Index())
        {
            var format = report.FurtherFormats?[i];
            yield return ("Adapter whose scores are averaged with it", Named(further) + (format is null ? "" : $"; its decision {Decision(format)}; its system prompt: {Prompt(format)}"));
        }

        yield return ("Data", $"{report.Data.File}, SHA-256 {report.Data.Sha256}");
        yield return ("Rows", $"{report.Data.Ids.Count}, {report.Data.Protocol}; their ids are in the JSON report");
        yield return ("Setting", settings.WithContext ? "reasoning required: the context is given" : "question only");
        yield return ("Examples shown", settings.Shots.Count == 0 ? "none (zero-shot)" : $"{settings.Shots.Count}: {string.Join(", ", settings.Shots)}");
        yield return ("Contexts shortened", report.ShortenedCount.ToString(CultureInfo.InvariantCulture));
        yield return ("Prompts", $"chat template {report.ChatTemplate}, SHA-256 of their token ids {report.PromptHash}");
        yield return ("Decision", Decision(settings.Format));
        yield return ("Leading way to decide", MethodNames.Of(settings.Leading));
        yield return ("System prompt", Prompt(settings.Format));
        yield return ("Generation", settings.Answers || settings.Methods.Contains(DecisionMethod.Constrained) ? $"greedy, at most {settings.MaxTokens} tokens" : "none");
        yield return ("BERTScore", report.BertScore ?? "none");
        yield return ("Computed on", report.Compute);
        yield return ("Bootstrap", $"{settings.Resamples} draws, seed {settings.Seed}");
        yield return ("Code", report.CodeVersion);
    }

    private static string Decision(AnswerFormat format) => format.Placement == DecisionPlacement.Last ? $"last, after \"{format.Lead}\"" : "first";

    private static string Prompt(AnswerFormat format) => format.SystemPrompt.Length == 0 ? "none" : format.SystemPrompt;

    private static string Named(NamedHash what) => $"{what.Name}, weights SHA-256 {what.Sha256}";
}
