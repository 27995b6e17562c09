using System.Globalization;
using System.Text;
using MedQa.Model.Quantization;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Training;

/// <summary>The model card of a run's result: what it was made from, how, and its losses. Holds no row's text.</summary>
internal static class TrainingCard
{
    /// <summary>The card as Markdown with the hub's front matter.</summary>
    public static string Markdown(TrainingOptions options, string baseModel, string baseHash, string dataHash, TrainingResult result, StartingAdapter? start = null)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"---");
        Line($"base_model: {JsonString(baseModel)}");
        Line($"library_name: {(options.Full ? "transformers" : "peft")}");
        Line($"tags: [medical, question-answering{(options.Full ? "" : ", lora")}]");
        Line($"---");
        Line($"");
        Line($"# {Path.GetFileName(options.Output)}");
        Line($"");
        Line($"{(options.Full ? "A model" : "A LoRA adapter")} fine-tuned with MedQA to answer medical questions from a given context. It gives no medical advice.");
        Line($"");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| base | {baseModel}, weights {baseHash}{(options.Quantization == QuantizationKind.Nf4 ? ", in NF4" : "")} |");
        Line($"| data | {options.Data}, SHA-256 {dataHash} |");
        Line($"| rows | {result.TrainingRows} trained on, {result.EvaluationRows} watched; {result.ShortenedRows} lost the end of their context to fit {options.MaxLength} tokens |");
        Line($"| response | {(options.Placement == Model.Answers.DecisionPlacement.First ? "decision, then long answer" : "long answer, then decision")} |");
        if (options.DecisionWeight != 1)
        {
            Line($"| loss | the decision's tokens count {options.DecisionWeight} times |");
        }

        if (start is not null)
        {
            Line($"| starts from | {start.Name}, weights {start.Hash} |");
        }

        if (!options.Full)
        {
            Line($"| LoRA | r {options.Lora.Rank}, alpha {options.Lora.Alpha}, dropout {options.Lora.Dropout}, {string.Join(", ", options.Lora.TargetModules)}{(options.Lora.UseRslora ? ", rank-stabilised" : "")} |");
        }

        Line($"| trained weights | {result.TrainedWeights} |");
        Line($"| steps | {result.Steps}{(result.Steps < result.PlannedSteps ? FormattableString.Invariant($" of {result.PlannedSteps}, stopped early") : "")} ({options.Epochs} epochs, {options.Batch} × {options.Accumulation} rows a step); kept: step {result.KeptStep}{KeptBy(options.Keep, result)} |");
        Line($"| optimizer | AdamW{(options.Optimizer == OptimizerKind.AdamW ? "" : " with 8-bit states")}, rate {options.LearningRate} ({(options.Schedule == LearningRateSchedule.Cosine ? "cosine" : "cosine after the warm-up")}, warm-up {options.WarmupShare:0.##%}), betas {options.Beta1} and {options.Beta2}, weight decay {options.WeightDecay}, clipping at {options.ClipNorm} |");
        Line($"| seed | {options.Seed} |");
        Line($"");
        var isSplit = result.History.Any(p => p.DecisionLoss is not null);
        var isScored = result.History.Any(p => p.MacroF1 is not null);
        Line($"| step | training loss | evaluation loss |{(isSplit ? " on decisions |" : "")}{(isScored ? " macro-F1, % | accuracy, % |" : "")}");
        Line($"|---|---|---|{(isSplit ? "---|" : "")}{(isScored ? "---|---|" : "")}");
        foreach (var point in result.History)
        {
            var decisions = (isSplit ? $" {Number(point.DecisionLoss)} |" : "") + (isScored ? $" {Number(100 * point.MacroF1, "0.0")} | {Number(100 * point.Accuracy, "0.0")} |" : "");
            Line($"| {point.Step} | {point.TrainingLoss:0.0000} | {Number(point.EvaluationLoss)} |{decisions}");
        }

        return text.ToString();
    }

    private static string KeptBy(KeptWeights keep, TrainingResult result) => keep switch
    {
        _ when keep.GoesByDecisions() && result.BestEvaluationLoss is null => ", the last: no evaluation was at a checkpoint",
        KeptWeights.MacroF1 => ", by the watched rows' macro-F1",
        KeptWeights.Accuracy => ", by the watched rows' accuracy",
        _ => "",
    };

    private static string Number(double? value, string format = "0.0000") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static string JsonString(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
