using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>
/// Recognises sentences with which models say that their passages hold no answer ("The context does not mention …"), from their first
/// words on. Every pattern is a list of words; <c>a/b</c> is one of several, <c>?</c> behind it may be missing.
/// </summary>
internal static class DeclineSentences
{
    private const string Source = "passage/passages/context/text/texts/document/documents/information/source/sources/library/excerpt/excerpts/article/articles/material/materials";
    private const string Named = $"the/this/these/your/provided/given? provided/given/available/above/supplied/retrieved? {Source} provided/given/above/available/here/supplied/you? provided?";
    private const string Say = "mention/mentions/contain/contains/provide/provides/answer/answers/say/says/include/includes/specify/specifies/address/addresses/discuss/discusses/give/gives/state/states/have/has/cover/covers/describe/describes/tell/tells/offer/offers/list/lists/explain/explains/indicate/indicates/hold/holds/talk/talks/refer/refers";
    private const string Adverb = "explicitly/directly/specifically/actually/clearly/seem/appear? to?";

    private static readonly string[] Openings = ["", "unfortunately/sorry/however/regrettably", "i m/am sorry but?", $"based/according on/to {Named}", $"from/in {Named}", "as per " + Named];

    private static readonly string[] Bodies =
    [
        $"{Named} does/do/did not/t/nt {Adverb} {Say}",
        $"{Named} doesnt/dont {Adverb} {Say}",
        $"{Named} doesn/don/didn t {Adverb} {Say}",
        $"{Named} {Say} no/nothing/neither",
        $"{Named} is/are not/isn/aren/t? t? sufficient/enough/relevant/clear/specific",
        $"there is/are/was no specific/relevant/such/direct/clear/further/explicit? information/mention/answer/details/passage/passages/reference",
        "there is/isn not/t? enough/sufficient/any information/mention/answer/details/context",
        "there isn t enough/sufficient/any information/mention/answer/details/context",
        "i do/don/can/could/am not/t/unable/dont to? have/know/see/find/answer/provide/determine/tell/say",
        "i cannot/cant/couldnt/dont have/know/see/find/answer/provide/determine/tell/say",
        "i am/m not/unable able? to answer/find/provide/determine/tell/say",
        "i have no information/answer/knowledge/passages",
        "it is/s not mentioned/stated/specified/possible/clear/said/given/answered/provided/explained from/in/to",
        "no information/mention/answer/details about/on/is/of/in/was/regarding/can/could",
        $"none/nothing of/in? {Named} {Say}",
        "the/this/your question cannot/can/could/is not/be? be? answered",
        $"the/an answer is/was/to/cannot/can not/be/this/your/the? question? is? not? in/given/provided/found/mentioned/stated/available/answered/be",
        "not enough information",
    ];

    private static readonly (HashSet<string> Words, bool Optional)[][] Patterns =
        [.. Openings.SelectMany(opening => Bodies.Select(body => Parse($"{opening} {body}")))];

    /// <summary>Judges a sentence.</summary>
    /// <param name="sentence">What is known of it.</param>
    /// <param name="whole">Whether that is all of it.</param>
    public static DeclineBeginning Judge(string sentence, bool whole)
    {
        if (whole && sentence == Decline.Sentence)
        {
            return DeclineBeginning.Yes;
        }

        var words = TextWords.Of(sentence);
        var complete = whole || words.Count == 0 || words[^1].End < sentence.Length ? words.Count : words.Count - 1;
        string[] known = [.. words.Select(word => TextWords.Fold(word.Text))];
        var best = !whole && Decline.Sentence.StartsWith(sentence, StringComparison.Ordinal) ? DeclineBeginning.Perhaps : DeclineBeginning.No;
        foreach (var pattern in Patterns)
        {
            best = (DeclineBeginning)Math.Max((int)best, (int)Match(pattern, 0, known, 0, complete, whole));
        }

        return best;
    }

    private static DeclineBeginning Match((HashSet<string> Words, bool Optional)[] pattern, int step, string[] words, int word, int complete, bool whole)
    {
        if (step == pattern.Length)
        {
            return DeclineBeginning.Yes;
        }

        if (word >= complete)
        {
            return whole ? DeclineBeginning.No : word == words.Length || Begins(pattern, step, words[word]) ? DeclineBeginning.Perhaps : DeclineBeginning.No;
        }

        var taken = pattern[step].Words.Contains(words[word]) ? Match(pattern, step + 1, words, word + 1, complete, whole) : DeclineBeginning.No;
        var skipped = pattern[step].Optional && taken != DeclineBeginning.Yes ? Match(pattern, step + 1, words, word, complete, whole) : DeclineBeginning.No;
        return (DeclineBeginning)Math.Max((int)taken, (int)skipped);
    }

    /// <summary>Whether the beginning of a word can become what the pattern asks for next.</summary>
    private static bool Begins((HashSet<string> Words, bool Optional)[] pattern, int step, string beginning)
    {
        for (; step < pattern.Length; step++)
        {
            if (pattern[step].Words.Any(word => word.StartsWith(beginning, StringComparison.Ordinal)))
            {
                return true;
            }

            if (!pattern[step].Optional)
            {
                return false;
            }
        }

        return true;
    }

    private static (HashSet<string> Words, bool Optional)[] Parse(string pattern) =>
        [.. pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(step => (step.TrimEnd('?').Split('/').ToHashSet(StringComparer.Ordinal), step.EndsWith('?')))];
}
