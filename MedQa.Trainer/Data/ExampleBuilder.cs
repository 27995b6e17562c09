using MedQa.Model.Answers;
using MedQa.Model.Tokenization;

namespace MedQa.Trainer.Data;

/// <summary>
/// Makes training examples: the prompt in the model's chat template and the response in the answer format. Ids and mask come
/// from one tokenization of the whole conversation, so that the mask can't be off by a token.
/// </summary>
public sealed class ExampleBuilder(ITokenizer tokenizer, ChatTemplate template, AnswerFormat format)
{
    /// <summary>Makes an example of each row. One that is too long loses words from the end of its context, never of its response.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="maxLength">Most ids in an example, prompt and response together.</param>
    /// <param name="cancellationToken">Looked at before each row.</param>
    /// <exception cref="DataFileException">Question and response alone are longer than <paramref name="maxLength"/>; the message names the row and both lengths.</exception>
    public ExampleSet Build(IEnumerable<QaRow> rows, int maxLength, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        var examples = new List<TrainingExample>();
        var shortened = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var example = Encode(row, row.Contexts);
            if (example.Ids.Length > maxLength)
            {
                example = Shorten(row, maxLength);
                shortened++;
            }

            examples.Add(example);
        }

        return new ExampleSet(examples, shortened);
    }

    private TrainingExample Shorten(QaRow row, int maxLength)
    {
        var passages = ContextShortener.Fit(row.Contexts, p => Encode(row, p).Ids.Length, maxLength)
            ?? throw new DataFileException($"Row {row.Id}: question and response without context are {Encode(row, []).Ids.Length} tokens, the maximum length is {maxLength}.");
        return Encode(row, passages);
    }

    private TrainingExample Encode(QaRow row, IReadOnlyList<string> passages)
    {
        var response = row.Decision is { } decision ? format.Response(row.LongAnswer, decision) : row.LongAnswer;
        var messages = new List<ChatMessage>
        {
            new(ChatRole.User, AnswerFormat.UserText(row.Question, passages)),
            new(ChatRole.Assistant, response),
        };
        if (format.SystemPrompt.Length > 0)
        {
            messages.Insert(0, new ChatMessage(ChatRole.System, format.SystemPrompt));
        }

        var chat = template.Encode(tokenizer, messages, addGenerationPrompt: false);

        // What a template puts after the response (ChatML's newline) is never predicted and only costs room.
        var length = chat.IsResponse.Count;
        while (length > 0 && !chat.IsResponse[length - 1])
        {
            length--;
        }

        var example = new TrainingExample([.. chat.Ids.Take(length)], [.. chat.IsResponse.Take(length)], row.Id);
        return row.Decision is null ? example : example with { Label = row.Decision, LabelTokens = LabelTokens(example, response, row) };
    }

    private Range LabelTokens(TrainingExample example, string response, QaRow row)
    {
        var first = Array.IndexOf(example.IsResponse, true);
        var (offset, length) = format.LabelIn(row.LongAnswer, row.Decision!);
        var span = TokenSpan.Of(tokenizer, example.Ids.AsSpan(first), response, offset, length)
            ?? throw new NotSupportedException($"Row {row.Id}: the tokenizer does not give the decision back as it stands in the response.");
        return (first + span.Start.Value)..(first + span.End.Value);
    }
}
