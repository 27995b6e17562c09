using System.Text.Json;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>WordNet's glosses as pages of one sentence: everyday words to find and to copy.</summary>
internal static class Glosses
{
    /// <summary>One gloss of so many is taken, so that few other sentences of a drill are glosses.</summary>
    private const int Every = 4;

    /// <summary>Reads the pages, those of names left out.</summary>
    /// <param name="folder">Holds wordnet as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>: <c>words[]</c>, <c>gloss</c>.</param>
    /// <param name="vocabulary">Takes the sentences in.</param>
    /// <exception cref="Data.DataFileException">The file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static IReadOnlyList<Page> Read(string folder, Vocabulary vocabulary, CancellationToken cancellationToken = default) =>
        [.. CorpusRows.Read(folder, "wordnet", ["words[]", "gloss"], cancellationToken).Where(r => r.Number % Every == 1).Select(r => Of(r.Number, r.Row, vocabulary)).OfType<Page>()];

    private static Page? Of(int number, JsonElement row, Vocabulary vocabulary)
    {
        var word = row.GetProperty("words").EnumerateArray().Select(w => PairText.OneLine(w.GetString()!)).FirstOrDefault("");
        var gloss = PairText.OneLine(row.GetProperty("gloss").GetString()!).Split(';')[0].Trim();
        if (word.Length == 0 || gloss.Length == 0 || !char.IsLower(word[0]))
        {
            return null;
        }

        var sentence = vocabulary.ReadSentence($"{PairText.Capitalised(word)} means {gloss}.");
        return new Page("wordnet", word, vocabulary.Stems(word), [new PageSection(number, "", QuestionType.None, null, [sentence])]);
    }
}
