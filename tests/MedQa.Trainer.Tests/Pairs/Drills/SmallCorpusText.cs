using MedQa.Library.Retrieval;
using MedQa.Model.Text;
using MedQa.Trainer.Tests.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Drills;

/// <summary>The small corpus as text alone: finds a drill's sentences in it, and counts how rare their words are.</summary>
internal sealed class SmallCorpusText
{
    private const string Gloss = "Blister means a small swelling of the skin with water in it.";

    private readonly (string Name, string Heading, string[] Sentences)[] parts;
    private readonly Dictionary<string, int> sentencesOfAStem;
    private readonly int count;

    public SmallCorpusText()
    {
        parts = [.. SmallCorpus.Read().Pages.SelectMany(p => p.Sections.Select(s => (p.Title, s.Heading, s.Sentences.Select(x => x.Text).ToArray()))), ("Blister", "", [Gloss])];
        count = parts.Sum(p => p.Sentences.Length);
        sentencesOfAStem = parts.SelectMany(p => p.Sentences).SelectMany(Stems).CountBy(s => s).ToDictionary();
    }

    /// <summary>
    /// Each way to read a piece: whole sentences of one part in its order, under its title and heading, its title, or nothing.
    /// </summary>
    public IReadOnlyList<ReadPiece> Readings(string piece)
    {
        var found = new List<ReadPiece>();
        foreach (var (name, heading, sentences) in parts)
        {
            foreach (var label in new[] { "", $"{name}: ", $"{name}, {heading}: " }.Where(l => piece.StartsWith(l, StringComparison.Ordinal)))
            {
                var read = new List<string>();
                var rest = piece[label.Length..] + " ";
                foreach (var sentence in sentences.Where(s => rest.StartsWith(s + " ", StringComparison.Ordinal)))
                {
                    read.Add(sentence);
                    rest = rest[(sentence.Length + 1)..];
                }

                if (rest.Length == 0)
                {
                    found.Add(new ReadPiece(name, label.Length > 0, [.. read]));
                }
            }
        }

        return found;
    }

    /// <summary>The sum of <c>ln((N + 1) / (n + 1))</c> over the question's stems that a sentence or its page's name holds.</summary>
    public double Held(string question, string sentence, string name) =>
        Stems(question).Intersect(Stems($"{sentence} {name}")).Sum(s => Math.Log((count + 1.0) / (sentencesOfAStem.GetValueOrDefault(s) + 1)));

    public static string[] Stems(string text) => [.. QueryWords.Of(text).Select(w => w.Length > 3 ? PorterStemmer.Stem(w) : w).Distinct()];

    /// <param name="Name">The page's title.</param>
    /// <param name="IsLabelled">Whether it stands over the sentences.</param>
    /// <param name="Sentences">The sentences.</param>
    internal sealed record ReadPiece(string Name, bool IsLabelled, string[] Sentences);
}
