namespace MedQa.Trainer.Pairs.Reading;

/// <summary>
/// Lays passages out for a draft as the service does: one to three pieces of whole sentences within a budget of words, in a random
/// order. With the answer, every other sentence that may answer as well is left out; without it, so are all that say the same.
/// </summary>
internal sealed class PassageLayout(ReadingCorpus corpus, ReadingIndex index, ReaderOptions options)
{
    /// <summary>A sentence with this share of what is asked for may be the one that is meant.</summary>
    private const double Alike = 0.6;

    /// <summary>With this share it may hold something of the answer: too much for passages that are to hold none.</summary>
    private const double Touching = 0.34;

    /// <summary>Sentences that have this share of one another's words say the same.</summary>
    private const double Same = 0.45;

    private const int LeastPieceWords = 15;
    private const int MostPieceWords = 80;
    private const int Tries = 8;
    private const int MostOthers = 2;

    /// <summary>Passages with the answer; null where they would not be understood.</summary>
    public IReadOnlyList<ReadingPiece>? WithAnswer(ReaderDraft draft, PairRandom random)
    {
        var budget = Budget(random);
        var isFirst = options.AnswerFirstShare > 0 && random.Chance(options.AnswerFirstShare);
        var pieces = new List<ReadingPiece> { TargetPiece(draft, budget, isFirst, random) };
        AddOthers(pieces, draft, budget, Others(random), Alike, random);
        return isFirst ? [pieces[0], .. random.Shuffled(pieces.Skip(1))] : random.Shuffled(pieces);
    }

    /// <summary>The answer's page without the answer: the question is about it, and nothing answers. Null where too little is left.</summary>
    public IReadOnlyList<ReadingPiece>? SamePage(ReaderDraft draft, PairRandom random)
    {
        if (draft.Question.IsBroad)
        {
            return null;
        }

        var budget = Budget(random);
        var kept = draft.Section.Sentences.Where((s, i) => (i < draft.First || i >= draft.First + draft.Count) && IsOpen(draft, draft.Page, s)).ToArray();
        var pieces = new List<ReadingPiece>();
        if (!AnswersAsAWhole(draft, draft.Section) && Window(draft.Page, draft.Section, kept, budget, random) is { } own)
        {
            pieces.Add(own);
        }

        AddOthers(pieces, draft, budget, pieces.Count == 0 ? 2 : Others(random), Touching, random, samePage: pieces.Count == 0);
        return pieces.Exists(p => p.Page == draft.Page) ? random.Shuffled(pieces) : null;
    }

    /// <summary>Other pages alone, none of which names what is asked about. Null where none is found.</summary>
    public IReadOnlyList<ReadingPiece>? OtherPages(ReaderDraft draft, PairRandom random)
    {
        var budget = Budget(random);
        var pieces = new List<ReadingPiece>();
        var count = 1 + Others(random);
        for (var i = 0; i < Tries && pieces.Count < count; i++)
        {
            if (index.Other(draft.Page, draft.Section.Type, random) is not var (page, section) || corpus.Vocabulary.Share(draft.Question.Wanted, page.TitleStems) >= Touching)
            {
                continue;
            }

            var kept = section.Sentences.Where(s => corpus.Vocabulary.Share(draft.Question.Wanted, s.Stems.Union(page.TitleStems)) < Touching && !SaysTheSame(draft, s)).ToArray();
            if (pieces.TrueForAll(p => p.Page != page) && Window(page, section, kept, Math.Min(budget, MostPieceWords), random) is { } piece && pieces.Sum(p => p.Words) + piece.Words <= options.MostWords)
            {
                pieces.Add(piece);
            }
        }

        return pieces.Count == 0 ? null : random.Shuffled(pieces);
    }

    /// <summary>How many passages stand beside the first.</summary>
    private static int Others(PairRandom random) => Math.Min(random.Below(4), MostOthers);

    /// <summary>Whether all that a section says may answer, in whatever words: it is about what the question's type or cue asks for.</summary>
    private static bool AnswersAsAWhole(ReaderDraft draft, PageSection section) =>
        draft.Page.Source == "medquad" && (draft.Question.Cue is not null || draft.Kind == ReaderKind.YesNo) && (section == draft.Section || section.Type == draft.Section.Type);

    private int Budget(PairRandom random) => options.FewestWords + random.Below(options.MostWords - options.FewestWords + 1);

    private ReadingPiece TargetPiece(ReaderDraft draft, int budget, bool isFirst, PairRandom random)
    {
        var parts = new List<string> { draft.Answer };
        if (draft.Needed is { } needed)
        {
            parts.Insert(random.Below(2), needed.Text);
        }

        var words = Vocabulary.WordCount(draft.Answer) + Vocabulary.WordCount(draft.Page.Title);
        var room = (int)(budget * (0.4 + (random.Below(60) / 100.0)));
        var (before, after) = (draft.First - 1, draft.First + draft.Count);
        var gaps = random.Chance(0.3);
        while (before >= 0 || after < draft.Section.Sentences.Count)
        {
            var back = after >= draft.Section.Sentences.Count || (before >= 0 && random.Chance(0.5));
            var sentence = draft.Section.Sentences[back ? before-- : after++];
            if (words + sentence.Words > room)
            {
                break;
            }

            if (sentence == draft.Needed || MayAnswer(draft, draft.Page, sentence, Alike) || SaysTheSame(draft, sentence) || (gaps && random.Chance(0.4)))
            {
                continue;
            }

            parts.Insert(back ? 0 : parts.Count, sentence.Text);
            words += sentence.Words;
        }

        return new ReadingPiece(draft.Page, Heading(draft.Section, random), isFirst ? [draft.Answer, .. parts.Where(part => part != draft.Answer)] : parts);
    }

    /// <param name="count">Pieces to add.</param>
    /// <param name="share">Sentences that may answer with this share are left out.</param>
    /// <param name="samePage">Whether the draft's page alone may give them.</param>
    private void AddOthers(List<ReadingPiece> pieces, ReaderDraft draft, int budget, int count, double share, PairRandom random, bool samePage = false)
    {
        for (var i = 0; i < Tries && count > 0; i++)
        {
            var room = Math.Min(budget - pieces.Sum(p => p.Words), MostPieceWords);
            if (room < LeastPieceWords)
            {
                return;
            }

            var (page, section) = samePage || random.Chance(0.4) ? (draft.Page, random.Of(draft.Page.Sections)) : index.Other(draft.Page, draft.Section.Type, random) ?? default;
            if (page is null || section == draft.Section || (page == draft.Page && AnswersAsAWhole(draft, section)) || pieces.Exists(p => p.Page == page && p.Parts.Any(t => section.Sentences.Any(s => s.Text == t))))
            {
                continue;
            }

            var kept = section.Sentences.Where(s => !MayAnswer(draft, page, s, share) && !SaysTheSame(draft, s)).ToArray();
            if (Window(page, section, kept, room, random) is { } piece)
            {
                pieces.Add(piece);
                count--;
            }
        }
    }

    /// <summary>Neighbouring sentences of those that are kept, within the room; null where they come to too few words.</summary>
    private static ReadingPiece? Window(Page page, PageSection section, PageSentence[] kept, int room, PairRandom random)
    {
        if (kept.Length == 0)
        {
            return null;
        }

        var first = random.Below(kept.Length);
        var words = Vocabulary.WordCount(page.Title);
        var parts = new List<string>();
        var wanted = Math.Max(LeastPieceWords, (int)(room * (0.5 + (random.Below(50) / 100.0))));
        for (var i = first; i < kept.Length && words + kept[i].Words <= room && words < wanted; i++)
        {
            if (parts.Count > 0 || !kept[i].Leans)
            {
                parts.Add(kept[i].Text);
                words += kept[i].Words;
            }
        }

        return words < LeastPieceWords || parts.Count == 0 ? null : new ReadingPiece(page, Heading(section, random), parts);
    }

    private static string Heading(PageSection section, PairRandom random) => random.Chance(0.6) ? section.Heading : "";

    /// <summary>Whether a sentence may stay where nothing is to answer: it neither may answer nor says what the answer says.</summary>
    private bool IsOpen(ReaderDraft draft, Page page, PageSentence sentence) => !MayAnswer(draft, page, sentence, Touching) && !SaysTheSame(draft, sentence);

    private bool MayAnswer(ReaderDraft draft, Page page, PageSentence sentence, double share) => draft.Question.MayBeAnsweredBy(sentence, page, share, corpus.Vocabulary);

    private bool SaysTheSame(ReaderDraft draft, PageSentence sentence) =>
        draft.Target.Any(t => corpus.Vocabulary.Share(t.Stems, sentence.Stems) >= Same || corpus.Vocabulary.Share(sentence.Stems, t.Stems) >= Same);
}
