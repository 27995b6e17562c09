using MedQa.Library.Grounding;
using MedQa.Model.Generation;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Grounded;

namespace MedQa.Trainer.Tests.Grounded;

public sealed class GroundedPredictorTests : IAsyncLifetime, IDisposable
{
    private readonly TwoPages _pages = new();
    private GroundedLibrary _library = null!;

    public async Task InitializeAsync() => _library = await _pages.OpenAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _library.Dispose();
        _pages.Dispose();
    }

    [Fact]
    public async Task Ask_CopiedSentence_IsAnsweredWithItsEvidence()
    {
        var reader = new ScriptedReader((_, _) => TwoPages.GoutLasts);

        var prediction = await AskAsync(reader, TwoPages.Gout());

        Assert.Equal(GroundedOutcome.Answered, prediction.Outcome);
        Assert.Equal((TwoPages.GoutLasts, TwoPages.GoutLasts), (prediction.Raw, prediction.Answer));
        var sentence = Assert.Single(prediction.Sentences);
        Assert.Equal((TwoPages.GoutLasts, TwoPages.GoutLasts), (sentence.Text, sentence.Evidence));
        Assert.Equal("gout.md", prediction.Passages[sentence.Passage!.Value].File);
        Assert.Equal("gout.md", prediction.Found[0]);
        Assert.Equal((1, 1), (prediction.RawSentences, prediction.RawSupported));
        Assert.Equal((5.0, 25.0), (prediction.Times.FirstToken!.Value, prediction.Times.Answer!.Value));
    }

    /// <summary>The prompt's texts carry title and heading; the passages that are written down do not, and stand in the page.</summary>
    [Fact]
    public async Task Ask_Passages_AreThePagesSentencesAndThePromptsTexts()
    {
        var reader = new ScriptedReader((_, _) => TwoPages.GoutLasts);

        var prediction = await AskAsync(reader, TwoPages.Gout());

        var passage = prediction.Passages[0];
        Assert.Equal(("gout.md", "Gout", "Signs", $"{TwoPages.GoutLasts} {TwoPages.GoutToe}"), (passage.File, passage.Title, passage.Heading, passage.Text));
        Assert.Equal($"Gout, Signs: {passage.Text}", reader.Asked.Single().Passages[0]);
        Assert.Equal(TwoPages.Gout().Question, reader.Asked.Single().Question);
    }

    /// <summary>The question's relevance lies between the threshold asked for and the weights' own in the first case alone.</summary>
    [Theory]
    [InlineData(GroundingMode.Required, 0.9, true)]
    [InlineData(GroundingMode.Required, 0.0, false)]
    [InlineData(GroundingMode.Auto, 0.9, null)]
    public async Task Ask_Required_TellsTheReaderWhatItMaySay(GroundingMode mode, double ownThreshold, bool? mayDecline)
    {
        var own = RelevanceModel.Default with { Words = RelevanceModel.Default.Words with { Threshold = ownThreshold, Bias = 0, Features = new Dictionary<string, RelevanceWeight>() } };
        using var library = await GroundedLibrary.OpenAsync(_pages.Folder, null, own, null, _ => { }, default);
        var reader = new ScriptedReader((_, _) => TwoPages.GoutLasts);

        await new GroundedPredictor(library.Planner, reader, TwoPages.Settings(threshold: 0.3) with { Mode = mode }).AskAsync(TwoPages.Gout(), default);

        var quotes = reader.Quotes.Single();
        Assert.Equal(mayDecline, quotes?.MayDecline);
        Assert.Equal(mayDecline is null ? null : [TwoPages.GoutLasts, TwoPages.GoutToe], quotes?.Texts);
    }

    [Fact]
    public async Task Ask_UnsupportedSentence_IsLeftOutAndCounted()
    {
        var reader = new ScriptedReader((_, _) => $"{TwoPages.GoutLasts} Gout is cured by sleeping on a copper mattress.");

        var prediction = await AskAsync(reader, TwoPages.Gout());

        Assert.Equal((TwoPages.GoutLasts, 1), (prediction.Answer, prediction.Sentences.Count));
        Assert.Equal((2, 1), (prediction.RawSentences, prediction.RawSupported));
    }

    [Fact]
    public async Task Ask_NothingSupported_IsDeclinedBySupport()
    {
        var prediction = await AskAsync(new ScriptedReader((_, _) => "Gout is cured by sleeping on a copper mattress."), TwoPages.Gout());

        Assert.Equal((GroundedOutcome.DeclinedBySupport, null), (prediction.Outcome, prediction.Answer));
        Assert.Empty(prediction.Sentences);
        Assert.Equal((1, 0), (prediction.RawSentences, prediction.RawSupported));
    }

    [Fact]
    public async Task Ask_ReaderDeclines_IsDeclinedByTheReaderAndStopped()
    {
        var prediction = await AskAsync(new ScriptedReader((_, _) => $"{Decline.Sentence} {TwoPages.GoutLasts} {TwoPages.GoutToe}"), TwoPages.Gout());

        Assert.Equal(GroundedOutcome.DeclinedByReader, prediction.Outcome);
        Assert.Equal((0, 0), (prediction.RawSentences, prediction.RawSupported));
        Assert.DoesNotContain("toe", prediction.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_NothingRelevant_DoesNotAskTheModel()
    {
        var reader = new ScriptedReader((_, _) => TwoPages.GoutLasts);

        var prediction = await AskAsync(reader, TwoPages.Moon, TwoPages.Settings(threshold: 1));

        Assert.Equal((GroundedOutcome.DeclinedByRelevance, null), (prediction.Outcome, prediction.Raw));
        Assert.Null(prediction.Times.FirstToken);
        Assert.Empty(reader.Asked);
    }

    [Fact]
    public async Task Ask_NothingRelevantInAuto_AsksTheModelWithoutPassages()
    {
        var reader = new ScriptedReader((_, _) => "Jupiter has many moons.");

        var prediction = await AskAsync(reader, TwoPages.Moon, TwoPages.Settings(threshold: 1) with { Mode = GroundingMode.Auto });

        Assert.Equal((GroundedOutcome.AnsweredAlone, "Jupiter has many moons."), (prediction.Outcome, prediction.Answer));
        Assert.Empty(reader.Asked.Single().Passages);
        Assert.Empty(prediction.Sentences);
    }

    [Fact]
    public async Task Ask_AutoWithUnsupportedSentence_ShowsItWithoutEvidence()
    {
        var reader = new ScriptedReader((_, _) => $"Gout is cured by sleeping on a copper mattress. {TwoPages.GoutLasts}");

        var prediction = await AskAsync(reader, TwoPages.Gout(), TwoPages.Settings() with { Mode = GroundingMode.Auto });

        Assert.Equal(GroundedOutcome.Answered, prediction.Outcome);
        Assert.Equal([false, true], prediction.Sentences.Select(s => s.Evidence is not null));
    }

    [Fact]
    public async Task Ask_PromptTooLong_LeavesTheLastPassagesOut()
    {
        var reader = new ScriptedReader((_, _) => TwoPages.GoutLasts) { MostPassages = 1 };
        var question = TwoPages.Gout() with { Question = "Do gout and hives clear within days or weeks?" };

        var prediction = await AskAsync(reader, question);

        Assert.Equal((1, 1), (prediction.Passages.Count, prediction.DroppedPassages));
        Assert.Single(reader.Asked.Single().Passages);
    }

    /// <summary>What was cut off may have turned the sentence round.</summary>
    [Fact]
    public async Task Ask_LastSentenceCut_IsLeftOut()
    {
        var reader = new ScriptedReader((_, _) => $"{TwoPages.GoutToe} An attack of gout usually lasts one to two weeks") { Reason = FinishReason.Length };

        Assert.Equal(TwoPages.GoutToe, (await AskAsync(reader, TwoPages.Gout())).Answer);
    }

    [Fact]
    public async Task Ask_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        var reader = new ScriptedReader((_, _) =>
        {
            cancel.Cancel();
            return TwoPages.GoutLasts;
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => AskAsync(reader, TwoPages.Gout(), cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task Ask_OutOfMemory_NamesTheQuestionNotItsText()
    {
        var reader = new ScriptedReader((_, _) => throw new InvalidOperationException("CUDA out of memory. Tried to allocate 20 GiB"));

        var e = await Assert.ThrowsAsync<EvaluationMemoryException>(() => AskAsync(reader, TwoPages.Gout()));

        Assert.StartsWith("Out of memory at question gout: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("attack", e.Message, StringComparison.Ordinal);
    }

    private Task<GroundedPrediction> AskAsync(ScriptedReader reader, GroundedQuestion question, GroundedSettings? settings = null, CancellationToken cancellationToken = default) =>
        new GroundedPredictor(_library.Planner, reader, settings ?? TwoPages.Settings()).AskAsync(question, cancellationToken);
}
