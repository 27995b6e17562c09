using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>The corpus as pages, each row that may be used once.</summary>
/// <param name="Pages">The pages.</param>
/// <param name="Vocabulary">The words of their sentences.</param>
/// <param name="Synonyms">Words of one meaning.</param>
/// <param name="Small">The words that occur in small letters.</param>
/// <param name="Asked">Questions that people wrote about the texts.</param>
internal sealed partial record ReadingCorpus(IReadOnlyList<Page> Pages, Vocabulary Vocabulary, LayWords Synonyms, IReadOnlySet<string> Small, IReadOnlyList<AskedSentence> Asked)
{
    private const int SentencesOfAPart = 10;
    private const int MostSynonyms = 3;
    private const int MostTitleWords = 16;

    private static readonly string[] Texts = ["plos", "craft"];

    /// <summary>Reads a corpus folder.</summary>
    /// <exception cref="Data.DataFileException">A file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static ReadingCorpus Read(string folder, CancellationToken cancellationToken = default)
    {
        var vocabulary = new Vocabulary();
        var quad = CorpusRows.Read(folder, "medquad", ["source", "focus", "question", "answer"], cancellationToken);
        var small = quad.SelectMany(r => ArticleTitle.SmallWords(Text(r.Row, "answer"))).ToHashSet(StringComparer.Ordinal);
        var pages = MedQuadPages.Of(quad, vocabulary, small).ToList();
        pages.AddRange(CorpusRows.Read(folder, "trial-articles", ["title", "abstract[].label?", "abstract[].text"], cancellationToken).Select(r => Article(r.Number, r.Row, vocabulary, small)));
        foreach (var name in Texts)
        {
            pages.AddRange(CorpusRows.Read(folder, name, ["text"], cancellationToken).Select(r => Parts(name, r.Number, Text(r.Row, "text"), vocabulary)));
        }

        var asked = new List<AskedSentence>();
        foreach (var (number, row) in CorpusRows.Read(folder, "covid-qa", ["text", "qas[].question", "qas[].answer"], cancellationToken))
        {
            var page = Parts("covid-qa", number, Text(row, "text"), vocabulary);
            pages.Add(page);
            asked.AddRange(AskedSentence.Of(page, row));
        }

        pages.AddRange(CorpusRows.Read(folder, "definitions", ["source", "term", "synonyms[]", "definition"], cancellationToken).Select(r => Entry(r.Number, r.Row, vocabulary)).OfType<Page>());
        cancellationToken.ThrowIfCancellationRequested();
        return new ReadingCorpus([.. pages.Where(p => p.Sections.Count > 0)], vocabulary, LayWords.WithWordNet(CorpusRows.Read(folder, "wordnet", ["words[]"], cancellationToken).Select(r => r.Row)), small, asked);
    }

    private static Page Article(int number, JsonElement row, Vocabulary vocabulary, HashSet<string> small)
    {
        var title = ArticleTitle.RunningText(PairText.OneLine(Text(row, "title")).TrimEnd('.'), small);
        var sections = row.GetProperty("abstract").EnumerateArray()
            .Select(s => (Label: PairText.OneLine(s.GetProperty("label").GetString() ?? ""), Text: s.GetProperty("text").GetString()!))
            .Where(s => !Registration().IsMatch(s.Label))
            .Select(s => new PageSection(number, s.Label, QuestionType.None, null, [.. vocabulary.Read(s.Text)]));
        return new Page("trial-articles", title, vocabulary.Stems(title), [.. sections.Where(s => s.Sentences.Count > 0)]);
    }

    /// <summary>An article's running text in parts of some sentences, each a section under the article's title.</summary>
    private static Page Parts(string source, int number, string text, Vocabulary vocabulary)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var title = PairText.OneLine(lines.FirstOrDefault("")).TrimEnd('.');
        title = Vocabulary.WordCount(title) > MostTitleWords ? "" : title;
        var sections = new List<PageSection>();
        foreach (var line in lines.Skip(1).Where(l => l.EndsWith('.') && l.Length > 80))
        {
            var sentences = vocabulary.Read(Stop().Replace(Reference().Replace(Label().Replace(line, ""), ""), "$1")).ToArray();
            sections.AddRange(sentences.Chunk(SentencesOfAPart).Select(part => new PageSection(number, "", QuestionType.None, null, part)));
        }

        return new Page(source, title, vocabulary.Stems(title), sections);
    }

    private static Page? Entry(int number, JsonElement row, Vocabulary vocabulary)
    {
        var term = PairText.OneLine(Text(row, "term"));
        var definition = PairText.OneLine(Text(row, "definition")).TrimEnd('.');
        var words = Vocabulary.WordCount(definition);
        if (Vocabulary.WordCount(term) > 6 || words is < 5 or > 45 || Odd().IsMatch(term) || Odd().IsMatch(definition))
        {
            return null;
        }

        var synonyms = row.GetProperty("synonyms").EnumerateArray().Select(s => PairText.OneLine(s.GetString()!))
            .Where(s => s.Length > 2 && Vocabulary.WordCount(s) <= 5 && !Odd().IsMatch(s) && !s.Equals(term, StringComparison.OrdinalIgnoreCase)).Take(MostSynonyms).ToArray();
        var sentences = new List<PageSentence> { vocabulary.ReadSentence(PairText.Capitalised(definition) + ".") };
        if (synonyms.Length > 0)
        {
            sentences.Add(vocabulary.ReadSentence($"Also called {Listed(synonyms)}."));
        }

        return new Page("definitions", term, vocabulary.Stems(term), [new PageSection(number, "", QuestionType.WhatIs, null, sentences)]);
    }

    private static string Listed(string[] items) => items.Length == 1 ? items[0] : $"{string.Join(", ", items[..^1])} or {items[^1]}";

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    [GeneratedRegex(@"registration|identifier|funding|keywords", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Registration();

    /// <summary>References in brackets: "[12, 14]", "(Chen and Frank 1999; Chen et al. 2003)".</summary>
    [GeneratedRegex(@"\s*\[[\d,\s\u2013-]+\](?:\s*\[[\d,\s\u2013-]+\])*|\s*\([^()]*\b(?:19|20)\d\d[a-z]?\)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^(?:Text|Abstract): ", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@" +([.,;])", RegexOptions.CultureInvariant)]
    private static partial Regex Stop();

    /// <summary>Names of chemistry and machinery that no one asks for.</summary>
    [GeneratedRegex(@"[\[\]{}<>_=|/\\]|\(\d|\d-\w+-\d|--|obsolete", RegexOptions.CultureInvariant)]
    private static partial Regex Odd();
}
