using System.Collections.Frozen;
using MedQa.Library.Text;

namespace MedQa.Library.Retrieval;

/// <summary>Takes a question apart into its terms.</summary>
internal static class QuestionTerms
{
    private static readonly FrozenSet<string> Frame = (
        "able advice after ask asking bad best better come cause common concerned dangerous different explain feel find first get getting give go good happen happens harm help know long look " +
        "make matter mean means much need needed normal ok okay often old one people person possible problem really right risk safe safely say see serious should someone something start stop " +
        "sure take taking talk tell thing things think time try use used using usual want way week well work worried worry wrong year years happening always ever still soon keep let my like " +
        "going got done doing anything everything please thanks hello hi question answer")
        .Split(' ').Select(TextWords.Stem).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a word counts that frames a question.</summary>
    private const double FrameWeight = 0.3;

    /// <summary>What a word of the question before counts.</summary>
    public const double PreviousWeight = 0.7;

    /// <summary>With fewer words of its own a question leans on the one before.</summary>
    private const int FewWords = 3;

    private static readonly FrozenSet<string> BackwardWords = "it its they them their that this those these he him his she her one ones there then".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> BackwardBeginnings = "and but or also so then".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// The terms of a question in a conversation. The question before helps where this one leans on it: it has few words of its own, begins
    /// with "and" or points back with "it" or "they".
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="previous">The user's question before, or null.</param>
    /// <param name="synonyms">What may stand for a word.</param>
    public static IReadOnlyList<QuestionTerm> Of(string question, string? previous, LaySynonyms synonyms)
    {
        var terms = Of(question, synonyms, isFromBefore: false);
        return previous is null || !LeansBack(question, terms) ? terms : [.. terms, .. Of(previous, synonyms, isFromBefore: true).Where(term => terms.All(own => own.Stem != term.Stem))];
    }

    private static bool LeansBack(string question, IReadOnlyList<QuestionTerm> terms)
    {
        var words = TextWords.Of(question).ConvertAll(word => TextWords.Fold(word.Text));
        return terms.Count(term => term.Weight == 1) < FewWords || (words.Count > 0 && BackwardBeginnings.Contains(words[0])) || words.Exists(BackwardWords.Contains);
    }

    /// <summary>The terms, each stem once, at most <see cref="QueryWords.MostWords"/>.</summary>
    private static IReadOnlyList<QuestionTerm> Of(string question, LaySynonyms synonyms, bool isFromBefore)
    {
        var words = TextWords.Of(question);
        var stems = words.ConvertAll(word => TextWords.Stem(word.Text));
        var alternatives = words.ConvertAll(_ => new List<string>());
        for (var start = 0; start < words.Count; start++)
        {
            foreach (var (count, found) in synonyms.At(stems, start))
            {
                for (var i = start; i < start + count; i++)
                {
                    alternatives[i].AddRange(found);
                }
            }
        }

        var content = QueryWords.Content(question).Select(word => word.Start).ToHashSet();
        var terms = new Dictionary<string, QuestionTerm>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count && terms.Count < QueryWords.MostWords; i++)
        {
            // A word that only builds sentences says something as a part of a phrase ("throwing up").
            if (content.Contains(words[i].Start) && !terms.ContainsKey(stems[i]))
            {
                string[] others = [.. alternatives[i].Distinct(StringComparer.Ordinal)];
                terms[stems[i]] = new(words[i].Text.ToLowerInvariant(), $" {stems[i]} ", (isFromBefore ? PreviousWeight : 1) * (Frame.Contains(stems[i]) ? FrameWeight : 1), isFromBefore, others, [.. others.Select(other => $" {TextWords.Stems(other)} ")]);
            }
        }

        return [.. terms.Values];
    }
}
