using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace MedQa.Model.Answers;

/// <summary>
/// How a question is put to the model and how its answer is laid out. Training, evaluation and serving share one format, so it is
/// kept beside an adapter (<c>medqa.json</c>).
/// </summary>
public sealed record AnswerFormat
{
    /// <summary>The instruction for conversations where nothing else is given.</summary>
    public const string DefaultSystemPrompt =
        "You are a medical assistant trained to answer health related questions. Use the provided context to give accurate, helpful " +
        "responses. Base your answers only on the information in the context; if it does not hold the answer, say so.";

    /// <summary>What the conversation begins with; empty for none.</summary>
    public string SystemPrompt { get; init; } = DefaultSystemPrompt;

    /// <summary>Where the decision stands.</summary>
    public DecisionPlacement Placement { get; init; } = DecisionPlacement.Last;

    /// <summary>The sentence that leads a last decision in.</summary>
    public string Lead { get; init; } = "The direct answer to your question is:";

    /// <summary>The decisions there are, in lower case.</summary>
    public IReadOnlyList<string> Labels { get; init; } = ["yes", "no", "maybe"];

    /// <summary>
    /// What is added to the natural logarithm of each label's probability before the largest is taken, in the labels' order: fitted on
    /// rows that were not trained on, so that a label is decided for as often as it is right. Null: nothing is added.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? DecisionOffsets { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="InvalidDataException">A value is missing or does not fit; names it.</exception>
    public void Validate()
    {
        if (SystemPrompt is null || Lead is null || string.IsNullOrWhiteSpace(Lead) || Labels is null || Labels.Count < 2)
        {
            throw new InvalidDataException("An answer format needs a system prompt (it may be empty), a lead and at least two labels.");
        }

        if (Labels.Any(l => string.IsNullOrWhiteSpace(l) || l.Any(char.IsUpper) || l != l.Trim()) || Labels.Distinct().Count() != Labels.Count)
        {
            throw new InvalidDataException($"Labels must be different words in lower case, but are {string.Join(", ", Labels)}.");
        }

        if (DecisionOffsets is { } offsets && (offsets.Count != Labels.Count || !offsets.All(double.IsFinite)))
        {
            throw new InvalidDataException(
                $"decisionOffsets must be {Labels.Count} finite numbers, one for each of {string.Join(", ", Labels)}, but are {string.Join(", ", offsets.Select(o => o.ToString(CultureInfo.InvariantCulture)))}.");
        }

        if (!Enum.IsDefined(Placement))
        {
            throw new InvalidDataException($"The decision's placement must be First or Last, but is {Placement}.");
        }
    }

    /// <summary>Whether both put questions and lay answers out alike, whatever their offsets: what was learnt or scored with one holds for the other.</summary>
    public bool IsLaidOutAs(AnswerFormat other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Labels.SequenceEqual(other.Labels) && this with { DecisionOffsets = null } == other with { DecisionOffsets = null, Labels = Labels };
    }

    /// <summary>The user's message: the question and, where there are passages, all of them joined by a space as its context.</summary>
    public static string UserText(string question, IReadOnlyList<string> passages)
    {
        ArgumentNullException.ThrowIfNull(passages);
        return passages.Count == 0 ? $"Question: {question}" : $"Question: {question}\n\nContext: {string.Join(' ', passages)}";
    }

    /// <summary>The whole answer to train on.</summary>
    /// <param name="longAnswer">The answer in sentences.</param>
    /// <param name="label">One of <see cref="Labels"/>.</param>
    public string Response(string longAnswer, string label) => Placement switch
    {
        DecisionPlacement.First => $"{Capitalised(label)}. {longAnswer}",
        _ => $"{longAnswer} {Lead} {label}.",
    };

    /// <summary>Where <see cref="Response"/> puts the label: its first character and how many it has.</summary>
    public (int Offset, int Length) LabelIn(string longAnswer, string label)
    {
        ArgumentNullException.ThrowIfNull(longAnswer);
        ArgumentNullException.ThrowIfNull(label);
        return (Placement == DecisionPlacement.First ? 0 : longAnswer.Length + Lead.Length + 2, label.Length);
    }

    /// <summary>The text of a label as it is scored behind the prompt and, for a last decision, the lead.</summary>
    public string Candidate(string label) => Placement == DecisionPlacement.First ? Capitalised(label) : " " + label;

    /// <summary>The decision that an answer states, or null where it states none.</summary>
    public string? ParseDecision(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        // Of labels that begin alike the longest is meant.
        var labels = string.Join('|', Labels.OrderByDescending(l => l.Length).Select(Regex.Escape));
        if (Placement == DecisionPlacement.First)
        {
            return Found(Regex.Match(answer, $@"^\s*({labels})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
        }

        // The last statement counts: an answer may quote the sentence before it decides.
        var matches = Regex.Matches(answer, $@"{Regex.Escape(Lead)}\s*({labels})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return matches.Count == 0 ? null : Found(matches[^1]);
    }

    /// <summary>The answer without its decision: the text before the lead, or after the first ". " where the decision stands first.</summary>
    public string LongAnswerOf(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Placement == DecisionPlacement.First)
        {
            var end = answer.IndexOf(". ", StringComparison.Ordinal);
            return end < 0 ? answer.Trim() : answer[(end + 2)..].Trim();
        }

        var lead = answer.IndexOf(Lead, StringComparison.Ordinal);
        return (lead < 0 ? answer : answer[..lead]).Trim();
    }

    private static string? Found(Match match) => match.Success ? match.Groups[1].Value.ToLowerInvariant() : null;

    private static string Capitalised(string label) => char.ToUpperInvariant(label[0]) + label[1..];
}
