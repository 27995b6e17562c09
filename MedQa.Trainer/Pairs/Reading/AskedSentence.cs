using System.Text.Json;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A question that a person wrote about a text, with the sentence that holds its answer.</summary>
/// <param name="Page">The text.</param>
/// <param name="Section">Its part with the answer.</param>
/// <param name="Sentence">The sentence in the part.</param>
/// <param name="Question">The question.</param>
internal sealed record AskedSentence(Page Page, PageSection Section, int Sentence, string Question)
{
    private const int FewestAnswerLetters = 4;

    /// <summary>The questions of a text whose answer stands in exactly one of its sentences.</summary>
    /// <param name="page">The text.</param>
    /// <param name="row"><c>qas[]</c> of <c>{question, answer}</c>.</param>
    public static IEnumerable<AskedSentence> Of(Page page, JsonElement row)
    {
        foreach (var pair in row.GetProperty("qas").EnumerateArray())
        {
            var answer = PairText.OneLine(pair.GetProperty("answer").GetString()!).TrimEnd('.');
            var question = PairText.OneLine(pair.GetProperty("question").GetString()!);
            if (answer.Length < FewestAnswerLetters || Vocabulary.WordCount(question) < 3)
            {
                continue;
            }

            var found = page.Sections.SelectMany(s => s.Sentences.Select((t, i) => (Section: s, Sentence: i, t.CanAnswer, Holds: t.Text.Contains(answer, StringComparison.Ordinal)))).Where(f => f.Holds).Take(2).ToArray();
            if (found is [{ CanAnswer: true } only])
            {
                yield return new AskedSentence(page, only.Section, only.Sentence, question);
            }
        }
    }
}
