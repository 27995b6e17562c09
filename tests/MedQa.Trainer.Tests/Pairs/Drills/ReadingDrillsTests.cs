using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;
using MedQa.Trainer.Pairs.Drills;
using MedQa.Trainer.Tests.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Drills;

public class ReadingDrillsTests
{
    private static readonly DrillOptions Small = new() { Count = 1500, FewestSentences = 2, MostSentences = 5, FewestWords = 25, MostWords = 50 };
    private static readonly InstructionPair[] Drills = Make(Small);
    private static readonly SmallCorpusText Corpus = new();

    /// <summary>Content words of the frames: a question with one may ask for it or not.</summary>
    private static readonly string[] FrameStems = SmallCorpusText.Stems(string.Join(' ', DrillFrames.Alone.Concat(DrillFrames.Named)).Replace("{s}", "", StringComparison.Ordinal).Replace("{t}", "", StringComparison.Ordinal));

    [Fact]
    public void Make_Drills_TheAnswerIsOneSentenceOfTheContextWordForWord()
    {
        Assert.Equal(1500, Drills.Length);
        Assert.All(Drills, d => Assert.Single(Sentences(d), s => s == d.Answer));
        Assert.All(Drills, d => Assert.Equal(Sentences(d).Length, Sentences(d).Distinct().Count()));
        Assert.All(Drills, d => Assert.DoesNotMatch(@"^(?:It|They|These|This|Some of|Other)\b", d.Answer));
    }

    [Fact]
    public void Make_Drills_SentencesAndWordsKeepToTheBudgets()
    {
        Assert.All(Drills, d => Assert.InRange(Sentences(d).Length, 2, 5));
        Assert.All(Drills, d => Assert.InRange(Words(d), 2, 50));
        Assert.Equal([2, 3, 4, 5], Drills.Select(d => Sentences(d).Length).Distinct().Order());
        Assert.Contains(Drills, d => Words(d) > 45);

        static int Words(InstructionPair drill) => Sentences(drill).Sum(s => s.Split(' ').Length);
    }

    [Fact]
    public void Make_Drills_NoOtherSentenceHoldsNearlyAsMuchOfTheQuestion()
    {
        var clear = Drills.Where(d => !SmallCorpusText.Stems(d.Question).Intersect(FrameStems).Any()).ToArray();
        var shares = clear.SelectMany(OthersShares).ToArray();

        Assert.InRange(clear.Length, 500, Drills.Length);
        Assert.All(clear, d => Assert.InRange(Pieces(d).SelectMany(p => p).Max(r => r.Sentences.Contains(d.Answer) ? Corpus.Held(d.Question, d.Answer, r.Name) : 0), 5, 100));
        Assert.InRange(shares.Max(), 0.5, 0.72 + 1e-9);
        Assert.InRange(shares.Count(s => s > 0) / (double)shares.Length, 0.5, 1);
    }

    [Fact]
    public void Make_QuestionWithANameThatItsSentenceLacks_TheNameStandsOverThePiece()
    {
        var named = Drills.Select(d => Pieces(d).Single(p => p[0].Sentences.Contains(d.Answer)).Where(r => Asks(d, r.Name)).ToArray()).Where(r => r.Length > 0).ToArray();

        Assert.InRange(named.Length, 100, Drills.Length);
        Assert.All(named, readings => Assert.Contains(readings, r => r.IsLabelled));
        Assert.Contains(Drills, d => Pieces(d).Any(p => p.All(r => !r.IsLabelled)));

        static bool Asks(InstructionPair drill, string name) =>
            drill.Question.Contains(name, StringComparison.OrdinalIgnoreCase) && SmallCorpusText.Stems(name).Except(SmallCorpusText.Stems(drill.Answer)).Any();
    }

    [Fact]
    public void Make_Corpus_NoHeldOutRowIsInAnyDrill_AndEverySourceIs()
    {
        Assert.All(Drills, d => Assert.DoesNotContain("plum", $"{d.Question} {string.Join(' ', d.Contexts)} {d.Answer}", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["covid", "craft", "definitions", "medquad", "plos", "trial", "wordnet"], Drills.Select(d => d.Id.Split('-')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Drills.Length, Drills.Select(d => d.Id).Distinct().Count());
    }

    [Fact]
    public void Make_SameSeed_SameDrills_AndOthersWithAnother()
    {
        var options = Small with { Count = 200, Seed = 3 };

        Assert.Equal(Lines(options), Lines(options));
        Assert.Empty(Lines(options).Intersect(Lines(options with { Seed = 4 })));

        static string[] Lines(DrillOptions options) => [.. Make(options).Select(d => $"{d.Question}|{string.Join('|', d.Contexts)}|{d.Answer}")];
    }

    [Fact]
    public void Make_NoRoomForAnyDrill_SaysSo()
    {
        var error = Assert.Throws<DataFileException>(() => Make(Small with { FewestSentences = 9, MostSentences = 9, FewestWords = 20, MostWords = 25 }));

        Assert.Contains("gave no drill (0 of 1500 were made)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Cancelled_Stops()
    {
        using var folder = new TemporaryFolder();
        SmallCorpus.Write(folder);

        Assert.Throws<OperationCanceledException>(() => ReadingDrills.Of(folder.Path, Small, new CancellationToken(canceled: true)));
    }

    private static InstructionPair[] Make(DrillOptions options)
    {
        using var folder = new TemporaryFolder();
        SmallCorpus.Write(folder);
        return [.. ReadingDrills.Of(folder.Path, options).Make()];
    }

    private static SmallCorpusText.ReadPiece[][] Pieces(InstructionPair drill) =>
        [.. drill.Contexts.Select(c => Corpus.Readings(c) is { Count: > 0 } readings ? readings.ToArray() : throw new InvalidDataException($"No part of a page reads: {c}"))];

    private static string[] Sentences(InstructionPair drill) => [.. Pieces(drill).SelectMany(p => p[0].Sentences)];

    /// <summary>What each other sentence holds as a share of the right one, where its page is in doubt the least that it may.</summary>
    private static IEnumerable<double> OthersShares(InstructionPair drill)
    {
        var pieces = Pieces(drill);
        var most = pieces.Single(p => p[0].Sentences.Contains(drill.Answer)).Max(r => Corpus.Held(drill.Question, drill.Answer, r.Name));
        return pieces.SelectMany(p => p[0].Sentences.Where(s => s != drill.Answer).Select(s => p.Min(r => Corpus.Held(drill.Question, s, r.Name)) / most));
    }
}
