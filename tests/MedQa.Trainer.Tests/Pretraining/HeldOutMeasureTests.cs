using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Tests.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Pretraining;

public class HeldOutMeasureTests
{
    [Fact]
    public void Of_ModelThatKnowsNothing_EachTokenCostsTheVocabularysBits()
    {
        using var model = TinyModels.Create();
        using (no_grad())
        {
            // A hidden state of zeros makes every token as likely.
            model.Weights["model.norm.weight"].zero_();
        }

        var figures = HeldOutMeasure.Of(model, [Source("a", 45), Source("b", 8)], length: 8, batch: 3);

        Assert.Equal(6.0 * 45 / 100, figures[0].BitsPerCharacter!.Value, 1e-5);
        Assert.Equal(64, figures[0].Perplexity!.Value, 1e-2);
        Assert.Null(figures[1].BitsPerCharacter);
    }

    [Fact]
    public void Of_OneWindowAtATime_IsTheSameAsAllAtOnce()
    {
        using var model = TinyModels.Create();

        var one = HeldOutMeasure.Of(model, [Source("a", 100)], length: 16, batch: 1);
        var all = HeldOutMeasure.Of(model, [Source("a", 100)], length: 16, batch: 16);

        Assert.Equal(one[0].BitsPerCharacter!.Value, all[0].BitsPerCharacter!.Value, 1e-5);
    }

    private static HeldOutSource Source(string name, int tokens) => new(name, 1, 100, [.. Enumerable.Range(0, tokens).Select(i => (i * 7) % 64)]);
}
