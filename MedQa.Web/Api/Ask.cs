using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary>A question as the page sends it. It travels in a request's body only: never in an address, never into a log.</summary>
/// <param name="Question">The question, at most <see cref="MaxQuestionCharacters"/> characters.</param>
/// <param name="Passage">The abstract or passage to read, or nothing; at most <see cref="MaxPassageCharacters"/> characters.</param>
/// <param name="Adapter">The adapter's name; nothing or empty for the base model.</param>
/// <param name="History">Earlier exchanges, oldest first, at most <see cref="MaxExchanges"/>. Decisions don't use them.</param>
/// <param name="Grounding">Whether the answer comes from the library: <c>off</c> (as where there is none), <c>auto</c> or <c>required</c>; with a passage of the reader's own, off.</param>
internal sealed record Ask(
    string? Question, string? Passage = null, string? Adapter = null, IReadOnlyList<PastExchange>? History = null, string? Grounding = null)
{
    public const int MaxQuestionCharacters = 4_000;
    public const int MaxPassageCharacters = 40_000;
    public const int MaxAnswerCharacters = 20_000;
    public const int MaxExchanges = 16;

    /// <summary>The largest request body: the texts at their longest, in UTF-8 with room for JSON's escapes.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>What keeps this question from being sent on, in words for the reader; null where nothing does.</summary>
    public string? Flaw()
    {
        if (string.IsNullOrWhiteSpace(Question))
        {
            return "The question is empty.";
        }

        if (Question.Length > MaxQuestionCharacters)
        {
            return $"The question has {Question.Length:N0} characters; at most {MaxQuestionCharacters:N0} are taken.";
        }

        if (Passage?.Length > MaxPassageCharacters)
        {
            return $"The passage has {Passage.Length:N0} characters; at most {MaxPassageCharacters:N0} are taken.";
        }

        if (GroundingMode is not { } mode)
        {
            return "Where the answer comes from is one of off, auto and required.";
        }

        if (mode != V1.Grounding.Off && !string.IsNullOrWhiteSpace(Passage))
        {
            return "An answer comes from a passage or from the library, not from both.";
        }

        if (History?.Count > MaxExchanges)
        {
            return $"The conversation has {History.Count} earlier exchanges; at most {MaxExchanges} are taken.";
        }

        if (History?.Any(static e => string.IsNullOrWhiteSpace(e?.Question) || string.IsNullOrWhiteSpace(e.Answer)) == true)
        {
            return "An earlier exchange lacks its question or its answer.";
        }

        return History?.Any(static e => e.Question.Length > MaxQuestionCharacters || e.Answer.Length > MaxAnswerCharacters) == true
            ? "An earlier exchange is too long."
            : null;
    }

    public GenerateRequest ToGenerateRequest()
    {
        var request = new GenerateRequest { Adapter = Adapter ?? "", Grounding = GroundingMode ?? V1.Grounding.Off };
        foreach (var (question, answer) in History ?? [])
        {
            request.Messages.Add(new Message { Role = Role.User, Content = question });
            request.Messages.Add(new Message { Role = Role.Assistant, Content = answer });
        }

        request.Messages.Add(new Message { Role = Role.User, Content = Question!.Trim() });
        request.ContextPassages.AddRange(Passages());
        return request;
    }

    public DecideRequest ToDecideRequest()
    {
        var request = new DecideRequest { Question = Question!.Trim(), Adapter = Adapter ?? "" };
        request.ContextPassages.AddRange(Passages());
        return request;
    }

    /// <summary>The service's name for <see cref="Grounding"/>; null where it has none.</summary>
    private Grounding? GroundingMode => Grounding switch
    {
        null or "" or "off" => V1.Grounding.Off,
        "auto" => V1.Grounding.Auto,
        "required" => V1.Grounding.Required,
        _ => null,
    };

    /// <summary>The passage with every run of white space made one space: line breaks of a pasted page are no part of what the models are trained on.</summary>
    private IEnumerable<string> Passages()
    {
        var passage = string.Join(' ', (Passage ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return passage.Length == 0 ? [] : [passage];
    }
}
