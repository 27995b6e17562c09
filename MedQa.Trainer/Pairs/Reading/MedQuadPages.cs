using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>MedQuAD's pages: the answers that one source gives about one subject, each a section.</summary>
internal static partial class MedQuadPages
{
    private const int FewestItems = 2;
    private const int MostItemWords = 20;

    /// <param name="rows">Rows that may be used: <c>source</c>, <c>focus</c>, <c>question</c>, <c>answer</c>.</param>
    /// <param name="vocabulary">Takes the sentences in.</param>
    /// <param name="small">Words that occur in small letters: a title's capitals that are none elsewhere go.</param>
    public static IEnumerable<Page> Of(IReadOnlyList<(int Number, JsonElement Row)> rows, Vocabulary vocabulary, IReadOnlySet<string> small)
    {
        foreach (var group in rows.GroupBy(r => (Source: Text(r.Row, "source"), Focus: PairText.OneLine(Text(r.Row, "focus")))).Where(g => g.Key.Focus.Length > 0))
        {
            var focus = group.Key.Focus;
            var subject = ArticleTitle.RunningText(Prefix().Replace(focus, ""), small);
            var sections = group.Select(r => Section(r.Number, Text(r.Row, "question"), focus, Text(r.Row, "answer"), vocabulary)).Where(s => s.Sentences.Count > 0);
            yield return new Page("medquad", subject, vocabulary.Stems(subject), [.. sections]);
        }
    }

    private static PageSection Section(int row, string question, string focus, string answer, Vocabulary vocabulary)
    {
        var asked = PairText.OneLine(question);
        var type = TypeQuestions.Recognise(asked.Replace(focus, "X", StringComparison.OrdinalIgnoreCase));
        var sentences = Lines(answer).SelectMany(vocabulary.Read).DistinctBy(s => s.Text).ToArray();
        return new PageSection(row, TypeQuestions.Heading(type), type, type == QuestionType.None ? null : TypeQuestions.Original(asked), sentences);
    }

    /// <summary>
    /// The answer's paragraphs. Lines without an end are a list: the first leads it in, and all become one sentence
    /// (<c>Signs include: a cough; a cold.</c>). A single one is a heading and goes.
    /// </summary>
    private static IEnumerable<string> Lines(string answer)
    {
        var open = new List<string>();
        foreach (var line in answer.Split('\n').Select(PairText.OneLine).Where(l => l.Length > 0).Select(l => Note().Replace(Summary().Replace(l, ""), "")).Append(""))
        {
            if (line.Length > 0 && !Ended().IsMatch(line))
            {
                open.Add(line);
                continue;
            }

            if (open.Count > FewestItems && open.Skip(1).All(l => Vocabulary.WordCount(l) <= MostItemWords))
            {
                yield return $"{open[0].TrimEnd(':', ',')}: {string.Join("; ", open.Skip(1).Select(l => l.TrimEnd(',', ';')))}.";
            }

            open.Clear();
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    [GeneratedRegex(@"[.!?][""'\u201D)]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Ended();

    [GeneratedRegex(@"^Summary ?: ?", RegexOptions.CultureInvariant)]
    private static partial Regex Summary();

    /// <summary>The number of a note: "of cases.1 The gene".</summary>
    [GeneratedRegex(@"(?<=\p{Ll}\.)\d{1,2}(?=\s+\p{Lu}|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Note();

    [GeneratedRegex(@"^Parasites - ", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
