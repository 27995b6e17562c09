using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>Questions of each kind with their answers, in a random order, until the corpus has no more.</summary>
internal sealed partial class ReaderDrafts
{
    private const int LeastTypeWords = 25;
    private const int MostTypeSentences = 3;
    private const int TypePasses = 3;

    private const int AdvicePasses = 2;

    private static readonly (string[] Sources, bool IsAdvice, int Weight)[] SentenceSources =
        [(["medquad"], true, 14), (["medquad"], false, 60), (["trial-articles"], false, 15), (["plos", "craft", "covid-qa"], false, 11)];

    private static readonly (ReaderKind Kind, int Weight)[] Weights =
        [(ReaderKind.Type, 27), (ReaderKind.Rule, 26), (ReaderKind.YesNo, 9), (ReaderKind.Keywords, 28), (ReaderKind.Definition, 7), (ReaderKind.Asked, 3)];

    private readonly ReadingCorpus corpus;
    private readonly PairRandom random;
    private readonly SentenceQuestions sentenceQuestions;
    private readonly KeywordQuestions keywords;
    private readonly List<(IEnumerator<(Page Page, PageSection Section, int Sentence)> Sentences, int Weight)> sentences;
    private readonly Dictionary<ReaderKind, Queue<ReaderDraft>> spare = [];
    private readonly Dictionary<ReaderKind, IEnumerator<ReaderDraft>> others;

    /// <param name="corpus">What the questions are about.</param>
    /// <param name="random">Decides which come first and how they are worded.</param>
    public ReaderDrafts(ReadingCorpus corpus, PairRandom random)
    {
        this.corpus = corpus;
        this.random = random;
        keywords = new KeywordQuestions(corpus.Vocabulary);
        sentenceQuestions = new SentenceQuestions(corpus, keywords);
        sentences = [.. SentenceSources.Select(s => (Sentences(s.Sources, s.IsAdvice).AsEnumerable().GetEnumerator(), s.Weight))];
        others = new Dictionary<ReaderKind, IEnumerator<ReaderDraft>>
        {
            [ReaderKind.Type] = Types().GetEnumerator(),
            [ReaderKind.Definition] = Definitions().GetEnumerator(),
            [ReaderKind.Asked] = Asked().GetEnumerator(),
        };
    }

    /// <summary>The next draft, of a kind drawn by the kinds' shares; null where the corpus has no more of any.</summary>
    public ReaderDraft? Next()
    {
        var left = Weights.ToList();
        while (left.Count > 0)
        {
            var kind = random.Weighed(left);
            if (Next(kind) is { } draft)
            {
                return draft;
            }

            left.RemoveAll(w => w.Kind == kind);
        }

        return null;
    }

    private ReaderDraft? Next(ReaderKind kind)
    {
        if (others.TryGetValue(kind, out var drafts))
        {
            return drafts.MoveNext() ? drafts.Current : null;
        }

        while (true)
        {
            if (spare.GetValueOrDefault(kind) is { Count: > 0 } found)
            {
                return found.Dequeue();
            }

            if (NextSentence() is not var (page, section, sentence))
            {
                return null;
            }

            foreach (var draft in OfSentence(page, section, sentence, isKeywords: kind == ReaderKind.Keywords))
            {
                if (!spare.TryGetValue(draft.Kind, out var queue))
                {
                    spare.Add(draft.Kind, queue = new Queue<ReaderDraft>());
                }

                queue.Enqueue(draft);
            }
        }
    }

    private (Page Page, PageSection Section, int Sentence)? NextSentence()
    {
        while (sentences.Count > 0)
        {
            var source = random.Weighed(sentences);
            if (source.MoveNext())
            {
                return source.Current;
            }

            sentences.RemoveAll(s => s.Sentences == source);
        }

        return null;
    }

    private IEnumerable<ReaderDraft> OfSentence(Page page, PageSection section, int sentence, bool isKeywords)
    {
        if (ReaderDraft.Around(section, sentence) is not var (first, count))
        {
            yield break;
        }

        if (isKeywords)
        {
            if (keywords.Of(page, section.Sentences[sentence], random) is { } question)
            {
                yield return new ReaderDraft(ReaderKind.Keywords, page, section, first, count, question);
            }
        }
        else if (sentenceQuestions.Of(page, section.Sentences[sentence], random) is var (question, isYesNo))
        {
            yield return new ReaderDraft(isYesNo ? ReaderKind.YesNo : ReaderKind.Rule, page, section, first, count, question);
        }
    }

    private (Page Page, PageSection Section, int Sentence)[] Sentences(string[] sources, bool isAdvice) =>
        random.Shuffled(
            from page in corpus.Pages
            where sources.Contains(page.Source)
            from section in page.Sections
            from sentence in Enumerable.Range(0, section.Sentences.Count)
            where section.Sentences[sentence].CanAnswer && (!isAdvice || SentenceRules.IsAdvice(section.Sentences[sentence].Text))
            from pass in Enumerable.Range(0, isAdvice ? AdvicePasses : 1)
            select (page, section, sentence));

    private IEnumerable<ReaderDraft> Types()
    {
        for (var pass = 0; pass < TypePasses; pass++)
        {
            foreach (var (page, section) in random.Shuffled(corpus.Pages.Where(p => p.Source == "medquad").SelectMany(p => p.Sections.Where(s => s.Question is not null).Select(s => (p, s)))))
            {
                if (Leading(section) is not var (first, count))
                {
                    continue;
                }

                var isOriginal = pass == 0 && random.Chance(0.5);
                var subject = page.Subject;
                var text = isOriginal ? section.Question! : random.Of(TypeQuestions.Of(section.Type)).Replace(TypeQuestions.Subject, subject, StringComparison.Ordinal);
                var question = new ReaderQuestion(text, isOriginal ? "" : subject, page.TitleStems, TypeQuestions.Cue(section.Type))
                {
                    IsBroad = section.Type is QuestionType.WhatIs or QuestionType.Care,
                    IsAsWritten = isOriginal,
                };
                yield return new ReaderDraft(ReaderKind.Type, page, section, first, count, question);
            }
        }
    }

    /// <summary>
    /// The sentences that answer a section's question: from its first one that speaks of what is asked (among the first few), as
    /// many as make a short paragraph.
    /// </summary>
    private static (int First, int Count)? Leading(PageSection section)
    {
        var first = section.Sentences.Take(4).ToList().FindIndex(s => !s.Leans && s.CanAnswer && TypeQuestions.Cue(section.Type).IsMatch(s.Text));
        if (first < 0)
        {
            return null;
        }

        var (count, words) = (1, section.Sentences[first].Words);
        while (words < LeastTypeWords && count < MostTypeSentences && first + count < section.Sentences.Count
            && section.Sentences[first + count] is { CanAnswer: true } next && words + next.Words <= ReaderDraft.MostAnswerWords)
        {
            words += next.Words;
            count++;
        }

        return (first, count);
    }

    private IEnumerable<ReaderDraft> Definitions()
    {
        foreach (var page in random.Shuffled(corpus.Pages.Where(p => p.Source == "definitions")))
        {
            var section = page.Sections[0];
            var also = section.Sentences.Count > 1 ? section.Sentences[1] : null;
            if (!section.Sentences[0].CanAnswer)
            {
                continue;
            }

            if (also is not null && random.Chance(0.15))
            {
                var other = random.Chance(0.5) ? $"Other names for {page.Subject}?" : $"What else is {page.Subject} called?";
                yield return new ReaderDraft(ReaderKind.Definition, page, section, 1, 1, new ReaderQuestion(other, page.Subject, page.TitleStems, Also()));
                continue;
            }

            // A synonym is only known for one where the passage says so.
            var name = also is not null && random.Chance(0.4) ? random.Of(Names(also.Text)) : page.Subject;
            var wanted = corpus.Vocabulary.Stems(name);
            if (wanted.Length > 0)
            {
                var text = random.Of(TypeQuestions.Of(QuestionType.WhatIs)).Replace(TypeQuestions.Subject, name, StringComparison.Ordinal);
                yield return new ReaderDraft(ReaderKind.Definition, page, section, 0, 1, new ReaderQuestion(text, name, wanted, null) { IsBroad = true })
                {
                    Needed = name == page.Subject ? null : also,
                };
            }
        }
    }

    private IEnumerable<ReaderDraft> Asked()
    {
        foreach (var asked in random.Shuffled(corpus.Asked))
        {
            var wanted = corpus.Vocabulary.Stems(asked.Question);
            if (wanted.Length > 0 && ReaderDraft.Around(asked.Section, asked.Sentence) is var (first, count))
            {
                yield return new ReaderDraft(ReaderKind.Asked, asked.Page, asked.Section, first, count, new ReaderQuestion(asked.Question, "", wanted, null) { IsAsWritten = true });
            }
        }
    }

    private static string[] Names(string also) => also["Also called ".Length..].TrimEnd('.').Split([", ", " or "], StringSplitOptions.None);

    [GeneratedRegex("^Also called ", RegexOptions.CultureInvariant)]
    private static partial Regex Also();
}
