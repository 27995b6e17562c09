using System.CommandLine;
using System.Globalization;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Commands;

/// <summary><c>ask</c>: one question, with or without a passage to read.</summary>
public static class AskCommand
{
    private const string Notice = "This is a language model's text, no medical advice.";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var models = new ModelOptions();
        var question = new Argument<string>("question") { Description = "The question, or @FILE." };
        var passages = new Option<string[]>("--passage", "-p") { Description = "A text to answer from, or @FILE; may be given more than once.", DefaultValueFactory = _ => [] };
        var maxTokens = new Option<int>("--max-tokens") { Description = "Most tokens of the answer.", DefaultValueFactory = _ => 256 };
        var temperature = new Option<double>("--temperature") { Description = "0 takes the likeliest token each time; up to 5.", DefaultValueFactory = _ => 0 };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of the sampler." };
        var command = new Command("ask", "Ask one question; with a passage also the decision with its probabilities.") { question, passages, maxTokens, temperature, seed };
        models.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var options = new SamplingOptions { MaxTokens = parsed.GetValue(maxTokens), Temperature = parsed.GetValue(temperature), Seed = parsed.GetValue(seed) };
            options.Validate();
            var asked = TextOrFile.Read(parsed.GetRequiredValue(question));
            string[] texts = [.. parsed.GetValue(passages)!.Select(TextOrFile.Read)];
            using var model = await models.OpenAsync(parsed, cancellationToken);
            Answer(model, models.FormatOf(parsed, model), asked, texts, options, cancellationToken);
        }));
        return command;
    }

    private static void Answer(LoadedModel model, AnswerFormat format, string question, string[] passages, SamplingOptions options, CancellationToken cancellationToken)
    {
        var checkpoint = model.Checkpoint;
        var generator = new Generator(checkpoint.Model, checkpoint.Tokenizer);
        var scorer = new DecisionScorer(generator, checkpoint.Tokenizer, checkpoint.ChatTemplate, format);
        if (passages.Length > 0)
        {
            Console.WriteLine(Line(scorer.Decide(question, passages, model.Adapter, cancellationToken)));
        }
        else
        {
            Console.WriteLine("No passage was given: the model answers from what it remembers, which may well be wrong.");
        }

        Console.WriteLine();
        var result = generator.Generate(scorer.PromptIds(question, passages), options, model.Adapter, Console.Write, cancellationToken: cancellationToken);
        Console.WriteLine();
        Console.WriteLine();
        Console.WriteLine(result.Reason switch
        {
            FinishReason.Length => $"[ended after {result.TokenIds.Count} tokens] {Notice}",
            FinishReason.Cancelled => $"[stopped] {Notice}",
            _ => Notice,
        });
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static string Line(Decision decision) => $"Decision: {decision.Label} ({string.Join(", ", decision.Labels.Zip(
        decision.Probabilities, (label, probability) => string.Create(CultureInfo.InvariantCulture, $"{label} {probability:0.0%}")))})";
}
