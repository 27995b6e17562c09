using System.Text.Json;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Grounded;

/// <summary>
/// A file of questions to a library: <c>{"answerable": [{"id", "question", "wording", "file", "heading", "answer"}], "unanswerable":
/// [{"id", "question", "kind"}]}</c>. Either list may be missing, not both.
/// </summary>
public static class QuestionSet
{
    /// <summary>The longest question, in characters.</summary>
    public const int MaxQuestion = 2000;

    private const long MaxBytes = 16 << 20;
    private const int MaxQuestions = 100_000;

    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    /// <summary>Reads several files of questions, one after the other.</summary>
    /// <exception cref="DataFileException">A file is none of that kind, or two have a question of one id.</exception>
    public static async Task<IReadOnlyList<GroundedQuestion>> LoadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        var questions = new List<GroundedQuestion>();
        foreach (var path in paths)
        {
            questions.AddRange(await LoadAsync(path, cancellationToken));
        }

        return Unique(questions, string.Join(", ", paths));
    }

    /// <summary>Reads a file of questions: the answerable ones first, each group in the file's order.</summary>
    /// <exception cref="DataFileException">The file is none of that kind; the message names the question's id or place, never its text.</exception>
    public static async Task<IReadOnlyList<GroundedQuestion>> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        Content? content;
        await using (var file = System.IO.File.OpenRead(path))
        {
            if (file.Length > MaxBytes)
            {
                throw new DataFileException($"{path}: {file.Length} bytes; at most {MaxBytes} are read as a set of questions.");
            }

            try
            {
                content = await JsonSerializer.DeserializeAsync<Content>(file, _options, cancellationToken);
            }
            catch (JsonException e)
            {
                throw new DataFileException($"{path}, line {e.LineNumber + 1}: not a set of questions ({e.Path}); expected {{\"answerable\": [...], \"unanswerable\": [...]}}.");
            }
        }

        GroundedQuestion[] questions =
        [
            .. (content?.Answerable ?? []).Select((q, i) => Answerable(q, $"{path}, answerable[{i}]")),
            .. (content?.Unanswerable ?? []).Select((q, i) => Unanswerable(q, $"{path}, unanswerable[{i}]")),
        ];
        if (questions.Length is 0 or > MaxQuestions)
        {
            throw new DataFileException($"{path}: {questions.Length} questions; expected 1 to {MaxQuestions} in \"answerable\" and \"unanswerable\".");
        }

        return Unique(questions, path);
    }

    private static IReadOnlyList<GroundedQuestion> Unique(IReadOnlyList<GroundedQuestion> questions, string place) =>
        questions.GroupBy(q => q.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } same
            ? throw new DataFileException($"{place}: {same.Count()} questions have the id {same.Key}; ids must be unique.")
            : questions;

    private static GroundedQuestion Answerable(Item? item, string place) => new()
    {
        Id = Required(item?.Id, place, "id"),
        Question = Question(item?.Question, place),
        File = Required(item?.File, place, "file"),
        Heading = item?.Heading,
        Answer = item?.Answer is { } answer && answer.All(s => !string.IsNullOrWhiteSpace(s))
            ? answer
            : throw new DataFileException($"{place}: answer must be a list of the page's sentences."),
        Group = item.Wording ?? "answerable",
    };

    private static GroundedQuestion Unanswerable(Item? item, string place) => new()
    {
        Id = Required(item?.Id, place, "id"),
        Question = Question(item?.Question, place),
        Group = item?.Kind ?? "unanswerable",
    };

    private static string Question(string? text, string place) => Required(text, place, "question") is { Length: <= MaxQuestion } question
        ? question
        : throw new DataFileException($"{place}: question has {text!.Length} characters; at most {MaxQuestion} are asked.");

    private static string Required(string? text, string place, string field) =>
        string.IsNullOrWhiteSpace(text) ? throw new DataFileException($"{place}: {field} is missing or empty.") : text;

    private sealed record Content(IReadOnlyList<Item?>? Answerable, IReadOnlyList<Item?>? Unanswerable);

    private sealed record Item(
        string? Id,
        string? Question,
        string? Wording,
        string? File,
        string? Heading,
        IReadOnlyList<string>? Answer,
        string? Kind);
}
