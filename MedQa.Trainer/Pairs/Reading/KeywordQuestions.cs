using System.Text.RegularExpressions;
using MedQa.Library.Retrieval;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>Questions out of a sentence's rarest words, with a frame or none: what people type into a search.</summary>
internal sealed partial class KeywordQuestions(Vocabulary vocabulary)
{
    private const int MostWords = 5;
    private const int ChunkWords = 3;
    private const double LeastRarity = 4.5;

    private static readonly string[] OneFrames =
        ["{a}", "{a}", "What about {a}?", "What does the text say about {a}?", "tell me about {a}", "what do I need to know about {a}", "info on {a}", "{a}?", "What is said about {a}?"];

    private static readonly string[] TwoFrames =
    [
        "{a} {b}", "{a} {b}", "{a} and {b}", "{a} {b}?", "What is the link between {a} and {b}?", "How are {a} and {b} related?", "What about {a} and {b}?",
        "what does {a} have to do with {b}", "Tell me about {a} and {b}", "Is there anything on {a} and {b}?", "{b} {a}", "what do we know about {a} in {b}",
    ];

    /// <summary>The question, or null where the sentence has too few rare words.</summary>
    public ReaderQuestion? Of(Page page, PageSentence sentence, PairRandom random)
    {
        var chunks = random.Shuffled(Chunks(page, sentence).OrderByDescending(c => c.Mass).Take(4).Select(c => c.Text)).Take(random.Chance(0.3) ? 1 : 2).ToArray();
        if (chunks.Length == 0 || chunks.Sum(Vocabulary.WordCount) is < 2 or > MostWords
            || (chunks.Length > 1 && vocabulary.Stems(chunks[0]).Intersect(vocabulary.Stems(chunks[1])).Any()))
        {
            return null;
        }

        var frame = random.Of(chunks.Length == 1 ? OneFrames : TwoFrames);
        var text = frame.Replace("{a}", chunks[0], StringComparison.Ordinal).Replace("{b}", chunks[^1], StringComparison.Ordinal);
        if (page.Source == "medquad" && random.Chance(0.25))
        {
            text = $"{page.Subject} {PairText.Small(text)}";
        }

        return new ReaderQuestion(text, "", vocabulary.Stems(string.Join(' ', chunks)), null);
    }

    /// <summary>Some of a sentence's rare words in its order; null where it has none.</summary>
    public string? Words(Page page, PageSentence sentence, int most, PairRandom random)
    {
        var chunks = random.Shuffled(Chunks(page, sentence).OrderByDescending(c => c.Mass).Take(most + 1)).Take(most).OrderBy(c => c.Place).Select(c => c.Text).ToArray();
        return chunks.Length == 0 ? null : string.Join(' ', chunks);
    }

    /// <summary>Runs of content words without a stop between, at most three words each, rare enough and not the title's.</summary>
    public IEnumerable<(string Text, int Place, double Mass)> Chunks(Page page, PageSentence sentence)
    {
        var run = new List<string>();
        var place = 0;
        foreach (var token in Token().Matches(sentence.Text).Select(m => m.Value).Append("."))
        {
            if (Plain().IsMatch(token) && QueryWords.Of($"{token} a") is [var only] && only != "a")
            {
                run.Add(place == 0 && run.Count == 0 && PairText.IsCommonWord(token) ? PairText.Small(token) : token);
                place++;
                continue;
            }

            place++;
            foreach (var words in Core(run).Chunk(ChunkWords))
            {
                var text = string.Join(' ', words);
                int[] stems = [.. vocabulary.Stems(text).Except(page.TitleStems)];
                if (stems.Length > 0 && stems.Max(vocabulary.Rarity) >= LeastRarity)
                {
                    yield return (text, place, vocabulary.Mass(stems));
                }
            }

            run.Clear();
        }
    }

    /// <summary>A run without the common words at its ends: verbs and adverbs, most often.</summary>
    private List<string> Core(List<string> run)
    {
        var first = run.FindIndex(IsRare);
        return first < 0 ? [] : run[first..(run.FindLastIndex(IsRare) + 1)];

        bool IsRare(string word) => vocabulary.Stems(word) is [var stem] && vocabulary.Rarity(stem) >= LeastRarity && !word.EndsWith("ly", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[\p{L}\d][\p{L}\d'-]*|[^\s\p{L}\d]", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"^(?:\p{L}[\p{L}'-]{2,}|\p{Lu}[\p{Lu}\d-]{1,5})$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
