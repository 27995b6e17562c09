using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Reads a decision off an article's conclusion. Of the first three sentences the one that shares most words with the question decides: "maybe" where
/// it leaves the question open, where one of its clauses denies and another does not, or where it denies and the next sentence says "however"; "no"
/// where all deny, or say that things are alike and the question asks for a difference; else "yes", unless the first sentence says "no".
/// A clause that concedes ("Although …,") doesn't count.
/// </summary>
internal static partial class ConclusionDecision
{
    private const int SentencesRead = 3;
    private const int StemLength = 5;
    private const int FewestWordsInClause = 3;

    private static readonly HashSet<string> Empty =
    [
        "the", "and", "for", "with", "are", "was", "were", "been", "being", "does", "did", "has", "have", "had", "can", "could", "may", "might", "should", "would",
        "will", "from", "that", "this", "these", "those", "its", "their", "our", "patients", "study", "results", "than", "not", "there", "between", "after", "before", "during",
    ];

    /// <summary>Whether the conclusion speaks of what is asked: a sentence that may decide shares a word with the question.</summary>
    public static bool Answers(string question, string conclusion)
    {
        var asked = Stems(question);
        return Sentences.Of(conclusion).Take(SentencesRead).Any(s => Stems(s).Overlaps(asked));
    }

    /// <summary><c>yes</c>, <c>no</c> or <c>maybe</c>.</summary>
    public static string Of(string question, string conclusion)
    {
        var sentences = Sentences.Of(conclusion);
        var at = Deciding(question, sentences);
        var decision = At(at);
        return decision == "yes" && at > 0 && At(0) == "no" ? "no" : decision;

        string At(int index) => OfSentence(question, sentences.ElementAtOrDefault(index) ?? "", sentences.ElementAtOrDefault(index + 1) ?? "");
    }

    /// <summary>As <see cref="Of(string, string)"/>; and "no" to "is this better than that" where that is said to be better, or this worse.</summary>
    public static string Of(AskedQuestion question, string conclusion)
    {
        var decision = Of(question.Text, conclusion);
        if (decision != "yes" || question.Compared is not var (left, right))
        {
            return decision;
        }

        var sentences = Sentences.Of(conclusion);
        return IsReversed(sentences.ElementAtOrDefault(Deciding(question.Text, sentences)) ?? "", left, right) ? "no" : decision;
    }

    private static string OfSentence(string question, string sentence, string next)
    {
        if (Open().IsMatch(sentence))
        {
            return "maybe";
        }

        var main = Concession().Replace(sentence, "");
        var clauses = Contrast().Split(main).Where(c => c.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= FewestWordsInClause).DefaultIfEmpty(main);
        var denied = clauses.Select(c => Denies(question, c)).ToArray();
        return !denied.Any(d => d) ? "yes" : !denied.All(d => d) || (However().IsMatch(next) && !Denies(question, next)) ? "maybe" : "no";
    }

    /// <summary>Which of the first sentences shares most words with the question; the first of equal ones, 0 where there is none.</summary>
    private static int Deciding(string question, string[] sentences)
    {
        var asked = Stems(question);
        return Enumerable.Range(0, Math.Clamp(sentences.Length, 1, SentencesRead)).MaxBy(i => Stems(sentences.ElementAtOrDefault(i) ?? "").Count(asked.Contains));
    }

    private static bool Denies(string question, string clause) =>
        Denial().IsMatch(NoDenial().Replace(clause, " "))
        || (Alike().IsMatch(clause) && AsksForDifference().IsMatch(question) && !AsksForLikeness().IsMatch(question));

    private static bool IsReversed(string sentence, string left, string right)
    {
        var match = Than().Match(sentence);
        if (!match.Success)
        {
            return false;
        }

        var (ofLeft, ofRight) = (Stems(left), Stems(right));
        ofLeft.ExceptWith(Stems(right));
        ofRight.ExceptWith(Stems(left));
        var after = Stems(sentence[match.Index..]);
        var before = Stems(sentence[..match.Index]);
        var isThatFirst = after.Count(ofLeft.Contains) + before.Count(ofRight.Contains) > after.Count(ofRight.Contains) + before.Count(ofLeft.Contains);
        return isThatFirst != Worse().IsMatch(sentence);
    }

    private static HashSet<string> Stems(string text) =>
        [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).Where(w => !Empty.Contains(w)).Select(w => w.Length > StemLength ? w[..StemLength] : w)];

    [GeneratedRegex("[a-z]{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\b(no|not|cannot|can't|\w+n't|neither|nor|none|fail(s|ed|ing)? to|failure to|unable|lack(s|ed|ing)?|absence of|unlikely|little|ineffective|unrelated|unnecessary|unreliable|insufficient|inadequate|inaccurate|unaffected|unchanged|poor|poorly|rarely|seldom|never|limited|irrespective|without (any )?(significant )?(effects?|differences?|benefits?|improvements?)|contraindicated|disappointing|only a (minority|small|few|minor)|few|minor|inferior)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Denial();

    /// <summary>Words of denial that deny no finding: "not only", "without serious adverse events", "not previously".</summary>
    [GeneratedRegex(
        @"\bnot only\b|\bnot ?withstanding\b|\bnon-inferior|\b(no|not|without|nor) (any |an? )?(\w+ )?(serious|severe|major|adverse|increase in adverse|complications|side|safety|toxicity|harm\w*|contraindications?)\b|\bif not\b|\bwhether or not\b|\bnot (been )?(previously|yet|before)\b|\bnot (require|need)\w*|\b(not|no) (inferior|worse|less)\b|\bno longer\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NoDenial();

    [GeneratedRegex(
        @"\b(similar(ly)?|comparable|equivalent|equal(ly)?|the same|identical|as (good|effective|safe|well) as|no worse|no less|not (inferior|worse|less))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Alike();

    [GeneratedRegex(
        @"\b(affect|effects?|influence|impact|differ\w*|better|more|less|superior|improve\w*|increase\w*|reduce\w*|higher|lower|change|alter|predict\w*|greater|fewer|worse|enhance|modif\w+|advantage|benefit)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AsksForDifference();

    [GeneratedRegex(@"\b(same|safe|feasible|equal\w*|equivalent|as \w+ as|alternative|similar|comparable|non-?inferior)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AsksForLikeness();

    [GeneratedRegex(
        @"\b(unclear|inconclusive|remains? (unknown|uncertain|controversial|to be)|uncertain|(not|no) (conclusive|definitive|firm)|conflicting|mixed (results|findings|effects|evidence)|(insufficient|inadequate) (evidence|data|power)|selected (patients|cases)|depend(s|ing|ed)? (up)?on|may or may not|cannot be (confirmed|excluded|ruled out|determined|drawn))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Open();

    [GeneratedRegex(@"[,;]? ?\b(but|however|although|though|whereas|nevertheless|nonetheless|yet|while)\b,?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Contrast();

    [GeneratedRegex(@"^(although|though|while|despite|even though|whereas)\b[^,]*,\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Concession();

    [GeneratedRegex(@"^(however|nevertheless|nonetheless|but|yet)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex However();

    [GeneratedRegex(@"\bthan\b|\b(superior|inferior|preferable) to\b|\b(compared|comparison) (with|to)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Than();

    [GeneratedRegex(@"\b(worse|poorer|inferior|less (effective|safe|favou?rable|efficacious|likely to benefit))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Worse();
}
