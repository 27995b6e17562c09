using MedQa.Model.Generation;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;
using Generator = MedQa.Model.Generation.Generator;

namespace MedQa.Model.Tests.Generation;

/// <summary>Batches, with and without a shared beginning, against transformers' greedy ids and logits; one case has a window shorter than the prompts.</summary>
public class BatchGeneratorGoldenTests
{
    [SkippableTheory]
    [MemberData(nameof(MistralGoldenTests.Cases), MemberType = typeof(MistralGoldenTests))]
    public void Generate_RowsOfOtherLengths_EachRowIsAsAlone(string name)
    {
        using var golden = new GoldenCase(name);
        var ids = Ids(golden.Expected("greedy"), 0);
        var options = new SamplingOptions { MaxTokens = 15 };
        int[][] prompts = [ids[..20], ids[..31], ids[5..8]];
        var batch = Batches(golden).Generate(prompts, options);
        Assert.Equal(ids[20..35], batch[0].TokenIds);
        Assert.Equal(ids[31..46], batch[1].TokenIds);
        Assert.Equal(new Generator(golden.Model, Tokenizer(golden)).Generate(prompts[2], options).TokenIds, batch[2].TokenIds);
    }

    [SkippableTheory]
    [MemberData(nameof(MistralGoldenTests.Cases), MemberType = typeof(MistralGoldenTests))]
    public void Generate_SharedBeginning_IdsAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        var ids = Ids(golden.Expected("greedy"), 0);
        int[][] prompts = [ids[..20], ids[..45], ids[..21]];
        var batches = Batches(golden);
        using var prefix = batches.ReadPrefix(ids[..PromptPrefix.CommonLength(prompts)]);
        var batch = batches.Generate(prompts, new SamplingOptions { MaxTokens = 15 }, prefix);
        Assert.Equal(19, prefix.Ids.Count);
        Assert.Equal([ids[20..35], ids[45..60], ids[21..36]], batch.Select(r => r.TokenIds));
    }

    [SkippableTheory]
    [MemberData(nameof(MistralGoldenTests.Cases), MemberType = typeof(MistralGoldenTests))]
    public void Score_SharedBeginning_LogProbabilitiesAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var scope = NewDisposeScope();
        var ids = Ids(golden.Expected("ids"), 0);
        var expected = golden.Expected("logits")[0].log_softmax(-1);
        int[] lengths = [30, 24, 41];
        var batches = Batches(golden);
        foreach (var shared in (int[])[0, 1, 22])
        {
            using var prefix = shared == 0 ? null : batches.ReadPrefix(ids[..shared]);

            // Continuations are the same for all rows, so each row's own text is one of them.
            int[][] continuations = [[3], .. lengths.Select(l => ids[l..(l + 9)])];
            var scores = batches.Score([.. lengths.Select(l => ids[..l])], continuations, prefix);
            for (var row = 0; row < lengths.Length; row++)
            {
                var length = lengths[row];
                Assert.Equal(expected[length - 1, 3].item<float>(), scores[row][0].Single(), 2e-4);
                for (var j = 0; j < 9; j++)
                {
                    Assert.Equal(expected[length - 1 + j, ids[length + j]].item<float>(), scores[row][row + 1][j], 2e-4);
                }
            }
        }
    }

    private static BatchGenerator Batches(GoldenCase golden) => new(golden.Model, Tokenizer(golden));

    private static NumberTokenizer Tokenizer(GoldenCase golden) => new(golden.Model.Config.VocabSize, golden.Model.Config.VocabSize);

    private static int[] Ids(Tensor ids, int row) => [.. ids[row].data<long>().ToArray().Select(i => (int)i)];
}
