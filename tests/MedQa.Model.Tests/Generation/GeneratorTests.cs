using System.Diagnostics;
using MedQa.Model.Generation;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tests.Mistral;
using TorchSharp;

namespace MedQa.Model.Tests.Generation;

public sealed class GeneratorTests : IDisposable
{
    private readonly MistralForCausalLM _model = TinyModel.Create(seed: 3);
    private readonly int[] _prompt = [5, 17, 40, 8, 22, 9];

    [Fact]
    public void Generate_StopText_EndsBeforeIt()
    {
        var generator = Generator();
        var all = generator.Generate(_prompt, new SamplingOptions { MaxTokens = 12 });
        var words = all.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var stop = $" {words[4]} {words[5]}";
        var pieces = new List<string>();
        var stopped = generator.Generate(_prompt, new SamplingOptions { MaxTokens = 12, Stop = ["nothing", stop] }, onText: pieces.Add);
        Assert.Equal(FinishReason.Stop, stopped.Reason);
        Assert.Equal(all.Text[..all.Text.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
        Assert.Equal(stopped.Text, string.Concat(pieces));
    }

    [Fact]
    public void Generate_EndToken_IsStopAndHasNoText()
    {
        var third = Generator().Generate(_prompt, new SamplingOptions { MaxTokens = 3 }).TokenIds[2];
        var result = new Generator(_model, new NumberTokenizer(_model.Config.VocabSize, third)).Generate(_prompt, new SamplingOptions { MaxTokens = 12 });
        Assert.Equal(FinishReason.Stop, result.Reason);
        Assert.Equal(third, result.TokenIds[^1]);
        Assert.DoesNotContain($"{third} ", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_Cancelled_EndsAtTheNextToken()
    {
        using var source = new CancellationTokenSource();
        var count = 0;
        var result = Generator().Generate(
            _prompt,
            new SamplingOptions { MaxTokens = 50 },
            onText: _ =>
            {
                if (++count == 4)
                {
                    source.Cancel();
                }
            },
            cancellationToken: source.Token);
        Assert.Equal(FinishReason.Cancelled, result.Reason);
        Assert.Equal(4, result.TokenIds.Count);
    }

    [Fact]
    public void Generate_PromptAsLongAsTheContext_IsRefusedWithBothCounts()
    {
        var prompt = Enumerable.Repeat(5, _model.Config.MaxPositionEmbeddings).ToArray();
        var error = Assert.Throws<PromptTooLongException>(() => Generator().Generate(prompt, new SamplingOptions()));
        Assert.Equal(prompt.Length, error.PromptTokens);
        Assert.Equal(_model.Config.MaxPositionEmbeddings - 1, error.Room);
        Assert.Contains($"{prompt.Length}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_BudgetAboveTheContext_EndsWithTheContext()
    {
        var prompt = Enumerable.Repeat(5, _model.Config.MaxPositionEmbeddings - 3).ToArray();
        var result = Generator().Generate(prompt, new SamplingOptions { MaxTokens = 100 });
        Assert.Equal(FinishReason.Length, result.Reason);
        Assert.Equal(3, result.TokenIds.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void Generate_IdOutsideTheVocabulary_IsRefused(int id) =>
        Assert.Throws<ArgumentException>(() => Generator().Generate([5, id], new SamplingOptions()));

    [Fact]
    public void Generate_SameSeed_SameTextAndOtherSeedsDiffer()
    {
        var texts = new[] { 7UL, 7UL, 8UL, 9UL }.Select(s => Generator().Generate(_prompt, Sampled(s)).Text).ToList();
        Assert.Equal(texts[0], texts[1]);
        Assert.True(texts.Distinct().Count() > 1);
    }

    [Fact]
    public void Generate_SampledBatch_RowsAreAsAloneWithTheirSeeds()
    {
        var batch = Batches().Generate([_prompt, _prompt], Sampled(7));
        Assert.Equal(Generator().Generate(_prompt, Sampled(7)).TokenIds, batch[0].TokenIds);
        Assert.Equal(Generator().Generate(_prompt, Sampled(8)).TokenIds, batch[1].TokenIds);
    }

    [Fact]
    public void Generate_ManyTimes_KeepsNoTensor()
    {
        using var adapter = LoraAdapter.Create(_model, new LoraConfig { Rank = 2 }, seed: 1);
        var (generator, batches) = (Generator(), Batches());
        Run();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            Run();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Run()
        {
            generator.Generate(_prompt, new SamplingOptions { MaxTokens = 5 }, adapter);
            batches.Generate([_prompt, [4, 5]], Sampled(1), adapter: adapter);
            using var prefix = batches.ReadPrefix([5, 17], adapter);
            batches.Generate([_prompt, [5, 17, 4]], new SamplingOptions { MaxTokens = 5 }, prefix, adapter);
            batches.Score([_prompt, [5, 17, 4]], [[4], [5, 6, 7]], prefix, adapter);
            generator.Score(_prompt, [[4], [5, 6, 7]], adapter);
        }
    }

    // One token of a row is a piece, so that most of the time that reading takes lies between two pieces.
    [Fact]
    public void Read_CancelledBetweenTwoPieces_KeepsNoTensor()
    {
        int[][] prompts = [[.. Enumerable.Repeat(5, 80)], [.. Enumerable.Repeat(17, 70)]];
        using var none = torch.inference_mode();
        Read(default);
        var whole = Timed(default);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var cancelled = 0;
        for (var run = 0; run < 100 && cancelled < 5; run++)
        {
            using var cancel = new CancellationTokenSource();

            // A thread of its own: a timer's waits for the pool, which other tests may keep busy.
            var canceller = new Thread(() =>
            {
                Thread.Sleep(whole / 2);
                cancel.Cancel();
            });
            canceller.Start();
            try
            {
                whole = Timed(cancel.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
            finally
            {
                canceller.Join();
            }
        }

        Assert.Equal(5, cancelled);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        TimeSpan Timed(CancellationToken cancellationToken)
        {
            var clock = Stopwatch.StartNew();
            Read(cancellationToken);
            return clock.Elapsed;
        }

        void Read(CancellationToken cancellationToken) =>
            PrefilledBatch.Read(_model, prompts, prefix: null, room: 1, piece: prompts.Length, adapter: null, cancellationToken).Dispose();
    }

    public void Dispose() => _model.Dispose();

    private static SamplingOptions Sampled(ulong seed) => new() { Temperature = 1.5, TopK = 30, TopP = 0.95, Seed = seed, MaxTokens = 10 };

    [Fact]
    public void Generate_PromptWithoutThePrefix_IsRefused()
    {
        using var prefix = Batches().ReadPrefix([5, 17]);
        using var adapter = LoraAdapter.Create(_model, new LoraConfig { Rank = 2 }, seed: 1);

        Assert.Throws<ArgumentException>(() => Batches().Generate([_prompt, [5, 18, 4]], new SamplingOptions(), prefix));
        Assert.Throws<ArgumentException>(() => Batches().Score([[5, 17]], [[4]], prefix));
        Assert.Throws<ArgumentException>(() => Batches().Score([_prompt], [[4]], prefix, adapter));
    }

    private BatchGenerator Batches() => new(_model, new NumberTokenizer(_model.Config.VocabSize, _model.Config.VocabSize));

    private Generator Generator() => new(_model, new NumberTokenizer(_model.Config.VocabSize, _model.Config.VocabSize));
}
