using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

/// <summary>Whole steps against a reference that goes matrix by matrix in float64.</summary>
public class MuonGoldenTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_SixSteps_IsTheReferences(bool ordered)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Goldens.Require("muon/muon.json")));
        var root = golden.RootElement;
        var given = root.GetProperty("options");
        var tensors = root.GetProperty("tensors").EnumerateArray().Select(t => new TrainedTensor(
            t.GetProperty("name").GetString()!,
            tensor(Values(t.GetProperty("values"))).view([.. t.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64())]),
            t.GetProperty("decays").GetBoolean())
        {
            IsHiddenMatrix = t.GetProperty("hidden").GetBoolean(),
        }).ToArray();
        var adamW = new AdamWOptions(Number(given, "beta1"), Number(given, "beta2"), Number(given, "epsilon"), Number(given, "weightDecay"));
        using var optimizer = new Muon(
            new TrainedVector(ordered ? OptimizerPart.Ordered(tensors) : tensors), new MuonOptions(adamW, Number(given, "momentum")));

        foreach (var step in root.GetProperty("steps").EnumerateArray())
        {
            foreach (var trained in tensors)
            {
                using var gradient = tensor(Values(step.GetProperty("gradients").GetProperty(trained.Name))).view(trained.Value.shape);
                trained.Value.grad!.copy_(gradient);
            }

            using var norm = optimizer.Step(Number(given, "rate"), Number(given, "clipNorm"));

            Assert.Equal(Number(step, "norm"), norm.item<float>(), 1e-4);
            foreach (var trained in tensors)
            {
                // A step moves a value by about 0.004; float32 rounds the values, of size 1, by 1e-7 a step.
                var expected = Values(step.GetProperty("weights").GetProperty(trained.Name));
                float[] actual = [.. trained.Value.reshape(-1).data<float>()];
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 4e-6));
            }
        }
    }

    private static float[] Values(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetSingle())];

    private static double Number(JsonElement values, string name) => values.GetProperty(name).GetDouble();
}
