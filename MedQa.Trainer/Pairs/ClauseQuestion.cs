using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Turns a clause, as it follows "whether", "the hypothesis that" or "we conclude that", into a yes/no question: the copula or "can" goes to the
/// front, "would" and a verb of <see cref="ClauseVerbs"/> become "do" or "does" with the base form, past becomes present, and a denial is
/// left out. Null where that is not safe.
/// </summary>
internal static partial class ClauseQuestion
{
    private const int MostWords = 45;

    private static readonly HashSet<string> Stops =
        ["that", "which", "who", "whose", "whom", "how", "when", "where", "why", "what", "if", "whether", "because", "while", "it", "they", "we", "he", "she", "this", "these", "those", "such", "must", "shall", "either", "only"];

    private static readonly HashSet<string> Auxiliaries =
        ["is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "might", "would", "will", "should", "has", "have", "had"];

    /// <summary>The question, and whether the clause denies it.</summary>
    /// <param name="clause">Subject first, or one phrase such as "in adults with asthma," before it.</param>
    public static (string Question, bool IsDenied)? Ask(string clause)
    {
        var trimmed = Tail().Split(PairText.OneLine(clause))[0].Trim().TrimEnd('.', ',', ';', ':');
        if (trimmed.Count(c => c == '(') != trimmed.Count(c => c == ')') || trimmed.Contains('?', StringComparison.Ordinal))
        {
            return null;
        }

        var leading = "";
        if (LeadingPhrase().Match(trimmed) is { Success: true } lead)
        {
            leading = " " + lead.Groups["phrase"].Value;
            trimmed = trimmed[lead.Length..];
        }

        var words = trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > MostWords || words.Length == 0 || NoSubject().IsMatch(trimmed))
        {
            return null;
        }

        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0 && Front(words, i) is var (front, main, after, isDenied))
            {
                return Question(words[..i], front, main, words[after..], leading) is { } question ? (question, isDenied) : null;
            }

            if (Stops.Contains(words[i].TrimEnd(',')) || Auxiliaries.Contains(words[i]))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// The word for the front, the base form that stays, where what follows begins, and whether there is a denial; null where the word is no finite verb.
    /// </summary>
    private static (string Front, string? Main, int After, bool IsDenied)? Front(string[] words, int at)
    {
        var (word, next) = (words[at], at + 1 < words.Length ? words[at + 1] : "");
        var subject = string.Join(' ', words[..at]);
        if (next == "not")
        {
            return word switch
            {
                "is" or "was" or "are" or "were" => (word is "is" or "was" ? "Is" : "Are", null, at + 2, true),
                "do" or "does" or "did" => (NounNumber.Auxiliary(subject), null, at + 2, true),
                _ => null,
            };
        }

        if (word is "failed" or "fails" or "fail" && next == "to")
        {
            return (NounNumber.Auxiliary(subject), null, at + 2, true);
        }

        if (subject == "there" && next == "no")
        {
            return (word is "is" or "was" ? "Is" : "Are", "any", at + 2, true);
        }

        if (word is "do" or "does" or "did" || (next == "have" && at + 2 < words.Length && Participle().IsMatch(words[at + 2])))
        {
            return null;
        }

        return word switch
        {
            "is" or "was" => ("Is", null, at + 1, false),
            "are" or "were" => ("Are", null, at + 1, false),
            "can" or "could" or "may" or "might" => ("Can", null, at + 1, false),
            "should" => ("Should", null, at + 1, false),
            "would" or "will" when next == "be" => (NounNumber.Copula(subject), null, at + 2, false),
            "would" or "will" => (NounNumber.Auxiliary(subject), null, at + 1, false),
            "has" or "have" or "had" when Participle().IsMatch(next) => (NounNumber.IsPlural(subject) ? "Have" : "Has", null, at + 1, false),
            "has" or "have" or "had" => (NounNumber.Auxiliary(subject), "have", at + 1, false),
            _ when ClauseVerbs.BaseOf(words[at - 1], word, next) is { } verb => (NounNumber.Auxiliary(subject), verb, at + 1, false),
            _ when ClauseVerbs.IsBase(word) && words[at - 1] != "to" && NounNumber.IsPlural(subject) => ("Do", word, at + 1, false),
            _ => null,
        };
    }

    private static string? Question(string[] subject, string front, string? main, string[] rest, string leading)
    {
        var second = SecondVerb(rest);
        var kept = string.Join(' ', rest[..second]).TrimEnd(',', ' ');
        if (second == 0 || subject.Contains("to") || string.Join(' ', subject).Count(c => c == '(') != string.Join(' ', subject).Count(c => c == ')'))
        {
            return null;
        }

        return $"{front} {string.Join(' ', subject)} {(main is null ? "" : main + " ")}{kept}{leading}?";
    }

    /// <summary>Where "and improves sleep" begins, whose verb would have to change too; the length where nothing such follows.</summary>
    private static int SecondVerb(string[] words)
    {
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i] is not ("and" or "or") && !words[i].EndsWith(','))
            {
                continue;
            }

            for (var k = i + 1; k < Math.Min(i + 3, words.Length); k++)
            {
                if (Auxiliaries.Contains(words[k]) || ClauseVerbs.BaseOf(k == i + 1 ? "" : words[k - 1], words[k], k + 1 < words.Length ? words[k + 1] : "") is not null)
                {
                    return words[i].EndsWith(',') ? i + 1 : i;
                }
            }
        }

        return words.Length;
    }

    /// <summary>What goes on after the clause: another one, or an aside.</summary>
    [GeneratedRegex(@";|,? and (?:whether|if|to|that)\b|, (?:thereby|which|thus|as well as|so|or whether|indicating|suggesting|being|extending)\b|(?:,? but|,? or whether|,? suggesting|,? indicating)\b|: | [-\u2013\u2014] |\u2014", RegexOptions.CultureInvariant)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^(?<phrase>(?:in|among|during|for|after|following|compared (?:with|to)) [^,()]{3,80}),\s+", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingPhrase();

    [GeneratedRegex(@"^(?:in|among|during|for|after|following|compared|by|when|as|at|with|without|using|based|given|despite|although|while|overall|currently|moreover|furthermore|our|their|its|his|her|his|the (?:intervention|program(?:me)?|treatment|drug|effects?|results?|study|trial)|an? (?:intervention|program(?:me)?|treatment)) (?!of\b)|^\S+,\s|^(?:the |our )?(?:results|findings|outcomes|conclusions|study)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NoSubject();

    [GeneratedRegex(@"^\w{3,}ed$|^been$", RegexOptions.CultureInvariant)]
    private static partial Regex Participle();
}
