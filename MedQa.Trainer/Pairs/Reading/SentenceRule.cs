using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A form of sentence and the questions that it answers.</summary>
/// <param name="Pattern">Groups stand for the slots of the wordings: <c>s</c> the subject, <c>o</c> the object and so on.</param>
/// <param name="Wordings">
/// Questions with slots in braces. Two are no groups: <c>{title}</c> is the page's subject, <c>{k}</c> some of the sentence's rare words.
/// </param>
/// <remarks>A pattern's time grows with a power of the sentence's length, which <see cref="PageSentence.CanAnswer"/> bounds.</remarks>
internal sealed record SentenceRule(string Pattern, params string[] Wordings)
{
    private readonly Regex regex = new(Pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled);

    /// <summary>Whether the answer is a yes or no with its reason.</summary>
    public bool IsYesNo { get; init; }

    /// <summary>Whether only a study can say it.</summary>
    public bool IsOfStudies { get; init; }

    /// <summary>What other sentences that may answer speak of, or null: their words tell.</summary>
    public Regex? Cue { get; init; }

    /// <summary>Whether most sentences of a page say something of it.</summary>
    public bool IsBroad { get; init; }

    /// <summary>The sentence's slots, or null where it has another form.</summary>
    public Match? Match(string sentence) => regex.Match(sentence) is { Success: true } match ? match : null;
}
