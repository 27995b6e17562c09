using MedQa.Library.Grounding;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;
using MedQa.Trainer.Pairs.Reading;
using Xunit.Abstractions;

namespace MedQa.Trainer.Tests.Pairs.Reading;

public class ReaderPairsTests(ITestOutputHelper output)
{
    private static readonly ReaderOptions Small = new() { Count = 400, FewestWords = 20, MostWords = 120 };

    [Fact]
    public void Build_WithAnswers_EachIsWordForWordInOneOfItsPassages()
    {
        var (pairs, _) = ReaderPairs.Build(SmallCorpus.Read(), Small with { NegativeShare = 0, BareShare = 0, OrderShare = 1 });

        Assert.InRange(pairs.Count, 50, 400);
        Assert.All(pairs, p =>
        {
            Assert.Contains(p.Contexts, c => c.Contains(p.Answer, StringComparison.Ordinal));
            Assert.InRange(p.Answer.Split(' ').Length, 1, ReaderDraft.MostAnswerWords);
            Assert.InRange(p.Contexts.Count, 1, 3);
        });
    }

    [Fact]
    public void Build_OrdersInEachPair_NoneIsInAnAnswer()
    {
        var (pairs, counts) = ReaderPairs.Build(SmallCorpus.Read(), Small with { BareShare = 0, OrderShare = 1 });

        Assert.Equal(pairs.Count, pairs.Count(p => p.Contexts.Any(HasOrder)));
        Assert.DoesNotContain(pairs, p => HasOrder(p.Answer));
        Assert.Equal(pairs.Count, counts["with an order"]);

        static bool HasOrder(string text) => ReaderOrder.AllOpenings.Any(o => text.Contains(o, StringComparison.Ordinal));
    }

    [Fact]
    public void Build_WithoutAnswers_NoPassageHoldsWhatTheSameQuestionIsAnsweredWith()
    {
        var corpus = SmallCorpus.Read();
        var answers = ReaderPairs.Build(corpus, Small with { NegativeShare = 0, BareShare = 0 }).Pairs.ToLookup(p => Plain(p.Question), p => p.Answer);
        var (pairs, _) = ReaderPairs.Build(corpus, Small with { NegativeShare = 1, BareShare = 0 });

        Assert.InRange(pairs.Count, 50, 400);
        Assert.All(pairs, p => Assert.Equal(Decline.Sentence, p.Answer));
        Assert.All(pairs, p => Assert.NotEmpty(p.Contexts));
        Assert.All(pairs, p => Assert.DoesNotContain(answers[Plain(p.Question)], a => p.Contexts.Any(c => c.Contains(a, StringComparison.Ordinal))));
        Assert.Contains(pairs, p => answers[Plain(p.Question)].Any());

        static string Plain(string question) => question.ToLowerInvariant().TrimEnd('?');
    }

    [Fact]
    public void Build_Corpus_NoHeldOutRowIsInAnyPair()
    {
        var (pairs, _) = ReaderPairs.Build(SmallCorpus.Read(), Small);

        Assert.DoesNotContain(pairs, p => $"{p.Question} {string.Join(' ', p.Contexts)} {p.Answer}".Contains("plum", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(pairs, p => p.Contexts.Count == 0);
        Assert.All(pairs.Where(p => p.Contexts.Count == 0), p => Assert.Equal(PairText.NoPassage, p.Answer));
        Assert.Equal(pairs.Count, pairs.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void Build_SameSeed_SamePairs_AndOthersWithAnother()
    {
        Assert.Equal(Lines(seed: 3), Lines(seed: 3));
        Assert.NotEqual(Lines(seed: 3), Lines(seed: 4));

        static IEnumerable<string> Lines(long seed) =>
            ReaderPairs.Build(SmallCorpus.Read(), Small with { Seed = seed }).Pairs.Select(p => $"{p.Id}|{p.Question}|{string.Join('|', p.Contexts)}|{p.Answer}").ToArray();
    }

    [Fact]
    public void Build_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => ReaderPairs.Build(SmallCorpus.Read(), Small, new CancellationToken(canceled: true)));

    [Fact]
    public void Build_MissingFile_IsNamed()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("medquad.jsonl", Assert.Throws<DataFileException>(() => ReaderPairs.Build(folder.Path, Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_SharesAboveOne_AreRefused() =>
        Assert.Contains("negative-share and bare-share", Assert.Throws<ArgumentException>(() => ReaderPairs.Build("", Small with { NegativeShare = 0.9, BareShare = 0.2 })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Mixed_PairsWithAndWithoutDecisions_AreRowsThatTrainReads()
    {
        using var folder = new TemporaryFolder();
        InstructionPair[] decided = [new("decisions-1-aim", "Does it help?", ["It did."], "It helped.") { Decision = "yes" }];
        InstructionPair[] read = [new("a-1", "What is it?", ["It is wool."], "It is wool."), new("a-2", "Why?", [], PairText.NoPassage)];

        InstructionPairs.Write(InstructionPairs.Mixed(read, decided, seed: 1), folder.File("rows.jsonl"));
        var rows = (await QaFile.LoadAsync(folder.File("rows.jsonl"))).OrderBy(r => r.Id, StringComparer.Ordinal).ToArray();

        Assert.Equal([("a-1", null), ("a-2", null), ("decisions-1-aim", "yes")], rows.Select(r => (r.Id, r.Decision)));
        Assert.Equal([1, 0, 1], rows.Select(r => r.Contexts.Count));
    }

    /// <summary>The table in docs/decisions/0072.</summary>
    [SkippableFact]
    public void Build_TheCorpus_AnswersAreCopiedAndTheSharesAreMet()
    {
        var (pairs, counts) = ReaderPairs.Build(Goldens.RequireBesideModels("corpus"), new ReaderOptions { Count = 5_000 });
        foreach (var (sort, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{sort,-16} {count,6}");
        }

        Assert.Equal(5_000, pairs.Count);
        Assert.DoesNotContain(pairs, p => int.Parse(p.Id.Split('-').First(s => s.All(char.IsDigit)), System.Globalization.CultureInfo.InvariantCulture) % CorpusRows.HoldOutEvery == 0);
        Assert.InRange(pairs.Count(p => p.Answer == Decline.Sentence) / 5_000.0, 0.28, 0.40);
        Assert.InRange(pairs.Count(p => p.Contexts.Count == 0) / 5_000.0, 0.02, 0.05);
        Assert.All(pairs.Where(p => p.Contexts.Count > 0 && p.Answer != Decline.Sentence), p => Assert.Contains(p.Contexts, c => c.Contains(p.Answer, StringComparison.Ordinal)));
        var words = pairs.Where(p => p.Contexts.Count > 0).Select(p => $"{p.Question} {string.Join(' ', p.Contexts)}".Split(' ').Length).Order().ToArray();
        Assert.InRange(words[words.Length / 2], 70, 170);
        Assert.InRange(words[^1], 100, 260);
    }
}
