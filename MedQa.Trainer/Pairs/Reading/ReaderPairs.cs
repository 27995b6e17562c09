using System.Runtime.InteropServices;
using MedQa.Library.Grounding;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>
/// Pairs that teach a small model to read: to find the sentences of its passages that answer, to give them word for word, and to say
/// <see cref="Decline.Sentence"/> where none does. Every draw follows from the seed.
/// </summary>
internal sealed class ReaderPairs
{
    private readonly ReadingCorpus corpus;
    private readonly ReaderOptions options;
    private readonly PairRandom random;
    private readonly ReaderDrafts drafts;
    private readonly PassageLayout layout;
    private readonly QuestionStyle style;
    private readonly KeywordQuestions keywords;
    private readonly Dictionary<string, int> counts = [];

    private ReaderPairs(ReadingCorpus corpus, ReaderOptions options)
    {
        this.corpus = corpus;
        this.options = options;
        random = new PairRandom(options.Seed, 7);
        drafts = new ReaderDrafts(corpus, new PairRandom(options.Seed, 8));
        layout = new PassageLayout(corpus, new ReadingIndex(corpus.Pages), options);
        style = new QuestionStyle(corpus.Synonyms);
        keywords = new KeywordQuestions(corpus.Vocabulary);
    }

    /// <summary>Makes the pairs, in a random order, with how many there are of each sort.</summary>
    /// <param name="folder">Holds the corpus files as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <exception cref="Data.DataFileException">A file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static (IReadOnlyList<InstructionPair> Pairs, IReadOnlyDictionary<string, int> Counts) Build(
        string folder, ReaderOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        return Build(ReadingCorpus.Read(folder, cancellationToken), options, cancellationToken);
    }

    /// <summary>The same, of a corpus that is read.</summary>
    internal static (IReadOnlyList<InstructionPair> Pairs, IReadOnlyDictionary<string, int> Counts) Build(
        ReadingCorpus corpus, ReaderOptions options, CancellationToken cancellationToken = default)
    {
        var maker = new ReaderPairs(corpus, options);
        var pairs = new List<InstructionPair>();
        var seen = new HashSet<(string, string)>();
        while (pairs.Count < options.Count && maker.drafts.Next() is { } draft)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (maker.Make(draft) is var (sort, question, pieces, answer) && seen.Add((question, string.Join(' ', pieces))))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(maker.counts, sort, out _)++;
                pairs.Add(new InstructionPair($"{draft.Page.Source}-{draft.Section.Row}-{sort}-{pairs.Count}", question, pieces, answer));
            }
        }

        return (maker.random.Shuffled(pairs), maker.counts);
    }

    private (string Sort, string Question, IReadOnlyList<string> Pieces, string Answer)? Make(ReaderDraft draft)
    {
        var choice = random.Below(1 << 20) / (double)(1 << 20);
        if (choice < options.BareShare)
        {
            return ("bare", style.Of(draft.Question, random), [], PairText.NoPassage);
        }

        if (choice < options.BareShare + options.NegativeShare)
        {
            return Negative(draft);
        }

        return layout.WithAnswer(draft, random) is { } pieces
            ? (Name(draft.Kind), style.Of(draft.Question, random), Texts(pieces), draft.Answer)
            : null;
    }

    private (string Sort, string Question, IReadOnlyList<string> Pieces, string Answer)? Negative(ReaderDraft draft)
    {
        foreach (var way in random.Shuffled([0, 0, 0, 1, 2, 2]).Distinct())
        {
            if (way == 2)
            {
                if (MissingPart(draft) is var (question, about))
                {
                    return ("none-part", question, Texts(about), Decline.Sentence);
                }
            }
            else if ((way == 0 ? layout.SamePage(draft, random) : layout.OtherPages(draft, random)) is { } pieces)
            {
                return (way == 0 ? "none-removed" : "none-elsewhere", style.Of(draft.Question, random), Texts(pieces), Decline.Sentence);
            }
        }

        return null;
    }

    /// <summary>The passages are about the subject, but not about what the question ties to it.</summary>
    private (string Question, IReadOnlyList<ReadingPiece> Pieces)? MissingPart(ReaderDraft draft)
    {
        if (draft.Page.Source != "medquad" || layout.WithAnswer(draft, random) is not { } pieces)
        {
            return null;
        }

        var passages = string.Join(' ', pieces.Select(p => p.Text));
        var text = random.Chance(0.4) ? MissingParts.Fact(draft.Page.Subject, passages, random) : Second(draft, passages);
        return text is null ? null : (style.Of(new ReaderQuestion(text, draft.Page.Subject, draft.Page.TitleStems, null), random), pieces);
    }

    private string? Second(ReaderDraft draft, string passages)
    {
        var page = random.Of(corpus.Pages);
        var chunks = page.Source is "medquad" or "trial-articles" ? keywords.Chunks(page, random.Of(random.Of(page.Sections).Sentences)).ToArray() : [];
        if (chunks.Length == 0)
        {
            return null;
        }

        var second = random.Of(chunks).Text;
        return corpus.Vocabulary.Stems(second).Intersect(corpus.Vocabulary.Stems(passages)).Any() ? null : MissingParts.Second(draft.Page.Subject, second, random);
    }

    private IReadOnlyList<string> Texts(IReadOnlyList<ReadingPiece> pieces)
    {
        if (!random.Chance(options.OrderShare))
        {
            return [.. pieces.Select(p => p.Text)];
        }

        CollectionsMarshal.GetValueRefOrAddDefault(counts, "with an order", out _)++;
        var at = random.Below(pieces.Count);
        return [.. pieces.Select((p, i) => (i == at ? p.With(ReaderOrder.Draw(random), random) : p).Text)];
    }

    private static string Name(ReaderKind kind) => kind.ToString().ToLowerInvariant();
}
