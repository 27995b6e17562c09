using System.Text.RegularExpressions;
using MedQa.Model.Checkpoints;
using MedQa.Model.Generation;
using static TorchSharp.torch;
using Generator = MedQa.Model.Generation.Generator;

namespace MedQa.Model.Tests.Checkpoints;

/// <summary>A trained model of 260,000 weights in llama2.c's own format: its greedy story is the one that llama2.c tells.</summary>
public partial class Stories260KGoldenTests
{
    // What run.c generates where it is not told how many.
    private const int Llama2cSteps = 256;

    [SkippableFact]
    public void Generate_Greedy_TellsLlama2csStory()
    {
        var expected = Story().Match(File.ReadAllText(Goldens.RequireModel("stories260K/stories260K.md"))).Groups["story"].Value;
        using var source = Llama2cFile.Open(Goldens.RequireModel("stories260K/stories260K.bin"));
        using var model = StrictLoader.Load(source.Config, new StoredWeights(source.Path, source), new WeightsInMemory(CPU, ScalarType.Float32), CancellationToken.None);
        var tokenizer = Llama2cTokenizer.Load(Goldens.RequireModel("stories260K/tok512.bin"), source.Config.VocabSize);

        var result = new Generator(model, tokenizer).Generate([1], new SamplingOptions { MaxTokens = Llama2cSteps });

        Assert.StartsWith("Once upon a time", expected, StringComparison.Ordinal);
        Assert.Equal(expected, result.Text);
    }

    [GeneratedRegex(@"-t 0\.0\n(?<story>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Story();
}
