using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Turns a title that states a finding into a yes/no question, as PubMedQA's artificial part was made (Jin et al., 2019,
/// arXiv:1909.06146): the copula or an auxiliary goes to the front, the verb to its base form, and the decision is "no" where the
/// title denies, else "yes".
/// </summary>
/// <remarks>
/// There is no tagger of parts of speech: the first verb must be <c>is</c>, <c>are</c>, a denial (<c>does not</c>, <c>fails to</c>, <c>has
/// no effect on</c>) or one of a closed list, and whatever could be read otherwise gives nothing: a clause in the subject, an infinitive,
/// a second verb or denial, a restriction (<c>but</c>, <c>only</c>), a subtitle alone. So few titles are taken, and those that are, rightly. A proper
/// name at the beginning loses its capital, for nothing tells it from another word.
/// </remarks>
internal static partial class StatementTitle
{
    private const int FewestWordsAfter = 2;

    private static readonly HashSet<string> Clauses =
        ["that", "which", "who", "whose", "whom", "how", "whether", "when", "where", "why", "what", "if", "because", "while", "may", "might", "can", "could", "should", "will", "would", "must"];

    private static readonly HashSet<string> Auxiliaries =
        ["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "does", "do", "did"];

    private static readonly HashSet<string> Reservations =
        ["not", "no", "without", "neither", "nor", "never", "lack", "but", "only", "except", "fail", "fails", "failed", "cannot", "may", "might", "unless", "although", "whereas"];

    /// <summary>The question and the decision, or null where the title is no plain statement.</summary>
    public static (string Question, string Decision)? ToQuestion(string title)
    {
        if (title.Contains('?', StringComparison.Ordinal))
        {
            return null;
        }

        // What follows a colon, a dash or a full stop says what study it was.
        var statement = ArticleTitle.Parts(title).FirstOrDefault("");
        var words = statement.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0 && MayBeVerb(words[i]))
            {
                return Asked(words, i);
            }

            if (Clauses.Contains(Plain(words[i])) || Reservations.Contains(Plain(words[i])) || Auxiliaries.Contains(Plain(words[i])))
            {
                return null;
            }
        }

        return null;
    }

    private static (string Question, string Decision)? Asked(string[] words, int at)
    {
        var (verb, next, second) = (words[at], At(at + 1), At(at + 2));
        return verb switch
        {
            "is" or "are" => next == "not" ? Question(Capital(verb), null, at + 2, "no") : Question(Capital(verb), null, at + 1, "yes"),
            "does" or "do" or "did" => next == "not" ? Question(Capital(verb), null, at + 2, "no") : null,
            "fails" or "fail" or "failed" => next == "to" ? Question(verb switch { "fails" => "Does", "fail" => "Do", _ => "Did" }, null, at + 2, "no") : null,
            "has" or "have" => next == "no" && second == "effect" && At(at + 3) == "on" ? Question(verb == "has" ? "Does" : "Do", "have an effect", at + 3, "no") : null,
            _ when TitleVerbs.BaseOf(verb, next) is { } singular => Question("Does", singular, at + 1, "yes"),
            _ when TitleVerbs.IsBase(verb) && IsPlural(at) => Question("Do", verb, at + 1, "yes"),
            _ => null,
        };

        string At(int index) => index < words.Length ? words[index] : "";

        // "Interventions to improve" is no statement; "beta blockers improve" and "aspirin and heparin improve" are.
        bool IsPlural(int index) => words[index - 1] != "to"
            && (PluralNoun().IsMatch(words[index - 1]) || (index > 2 && words.Take(index - 1).Contains("and")));

        (string, string)? Question(string front, string? main, int rest, string decision)
        {
            var after = words[rest..];
            if (after.Length < FewestWordsAfter || after.Any(w => Reservations.Contains(Plain(w))) || HasAnotherVerb(after) || words.Take(at).Contains("to"))
            {
                return null;
            }

            var subject = Lowered(string.Join(' ', words[..at]));
            return ($"{front} {subject} {(main is null ? "" : main + " ")}{string.Join(' ', after)}?", decision);
        }
    }

    /// <summary>"Improves sleep and reduces worry", "improves sleep and is safe": the second verb would have to change too.</summary>
    private static bool HasAnotherVerb(string[] words) =>
        words.Any(w => Auxiliaries.Contains(Plain(w)))
        || words.Where((w, i) => i > 0 && words[i - 1] is "and" or "or" && TitleVerbs.BaseOf(w, i + 1 < words.Length ? words[i + 1] : "in") is not null).Any();

    private static bool MayBeVerb(string word) =>
        word is "is" or "are" or "does" or "do" or "did" or "has" or "have" or "fails" or "fail" or "failed" || TitleVerbs.MayBeForm(word);

    /// <summary>With a small first letter where the first word is written like a common one: acronyms and names of genes stay.</summary>
    private static string Lowered(string subject) => PairText.IsCommonWord(subject) ? PairText.Small(subject) : subject;

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Plain(string word) => word.Trim(',', ';', '(', ')', '"').ToLowerInvariant();

    [GeneratedRegex(@"\p{Ll}[^\Wsui]s$", RegexOptions.CultureInvariant)]
    private static partial Regex PluralNoun();
}
