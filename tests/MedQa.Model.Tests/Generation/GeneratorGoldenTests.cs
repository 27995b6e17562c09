using MedQa.Model.Generation;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;
using Generator = MedQa.Model.Generation.Generator;

namespace MedQa.Model.Tests.Generation;

/// <summary>Generation and scoring against transformers' greedy ids and logits.</summary>
public class GeneratorGoldenTests
{
    [SkippableTheory]
    [MemberData(nameof(MistralGoldenTests.Cases), MemberType = typeof(MistralGoldenTests))]
    public void Generate_Greedy_IdsAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        var ids = Ids(golden.Expected("greedy"), 0);
        const int Given = 20;
        var generator = Generator(golden);
        var options = new SamplingOptions { MaxTokens = ids.Length - Given };
        var pieces = new List<string>();
        var result = generator.Generate(ids[..Given], options, onText: pieces.Add);
        Assert.Equal(ids[Given..], result.TokenIds);
        Assert.Equal(FinishReason.Length, result.Reason);
        Assert.Equal(Given, result.PromptTokens);
        Assert.Equal(result.Text, string.Concat(pieces));
        Assert.Equal(string.Concat(ids[Given..].Select(i => $"{i} ")), result.Text);
    }

    [SkippableTheory]
    [MemberData(nameof(MistralGoldenTests.Cases), MemberType = typeof(MistralGoldenTests))]
    public void Score_SeveralContinuations_LogProbabilitiesAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var scope = NewDisposeScope();
        var ids = Ids(golden.Expected("ids"), 0);
        var expected = golden.Expected("logits")[0].log_softmax(-1);
        const int Prompt = 30;
        int[][] continuations = [ids[Prompt..(Prompt + 1)], ids[Prompt..(Prompt + 12)], [3], ids[Prompt..(Prompt + 2)]];
        var scores = Generator(golden).Score(ids[..Prompt], continuations);
        for (var i = 0; i < continuations.Length; i++)
        {
            Assert.Equal(continuations[i].Length, scores[i].Count);
            for (var j = 0; j < continuations[i].Length; j++)
            {
                Assert.Equal(expected[Prompt - 1 + j, continuations[i][j]].item<float>(), scores[i][j], 2e-4);
            }
        }
    }

    private static Generator Generator(GoldenCase golden) =>
        new(golden.Model, new NumberTokenizer(golden.Model.Config.VocabSize, golden.Model.Config.VocabSize));

    private static int[] Ids(Tensor ids, int row) => [.. ids[row].data<long>().ToArray().Select(i => (int)i)];
}
