using System.Text.Json;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

/// <summary>Six steps of bitsandbytes' optimizers on a GPU: parameters after each, states after the first and the last.</summary>
public sealed class AdamW8bitGoldenTests : IDisposable
{
    /// <summary>bitsandbytes is compiled with fast division, roots and powers, so the last bits differ.</summary>
    private const float ParameterTolerance = 1e-6f;

    /// <summary>Where a quotient lies next to a midpoint, the last bit decides its code.</summary>
    private const int CodesOffByOneInAThousand = 1;

    private readonly SafetensorsFile golden;
    private readonly JsonElement settings;

    public AdamW8bitGoldenTests()
    {
        golden = SafetensorsFile.Open(Goldens.Require("bitsandbytes/adamw8bit.safetensors"));
        settings = JsonDocument.Parse(File.ReadAllBytes(Goldens.Require("bitsandbytes/adamw8bit.json"))).RootElement;
    }

    private AdamWOptions Options => new(
        settings.GetProperty("betas")[0].GetDouble(), settings.GetProperty("betas")[1].GetDouble(),
        settings.GetProperty("eps").GetDouble(), settings.GetProperty("weight_decay").GetDouble());

    [SkippableFact]
    public void StateMaps_AreBitsandbytesOwn()
    {
        Assert.Equal(Floats("adamw8bit.after1.qmap1"), StateMap.Mean.Values.ToArray());
        Assert.Equal(Floats("adamw8bit.after1.qmap2"), StateMap.Square.Values.ToArray());
    }

    [SkippableFact]
    public void Step_LargeTensor_ParametersAndCodesAreBitsandbytes()
    {
        Assert.Equal(StateRun.LeastBlockwise, settings.GetProperty("min_8bit_size").GetInt32());
        Assert.Equal(BlockwiseSlice.BlockSize, settings.GetProperty("blocksize").GetInt32());

        Follow("adamw8bit", vector => new AdamW8bit(vector, Options), (state, at) =>
        {
            AssertCodes($"{at}.state1", state["exp_avg_codes"]);
            AssertCodes($"{at}.state2", state["exp_avg_sq_codes"]);
            AssertNear($"{at}.absmax1", state["exp_avg_scales"]);
            AssertNear($"{at}.absmax2", state["exp_avg_sq_scales"]);
        });
    }

    [SkippableFact]
    public void Step_SmallTensor_KeepsFloatStatesAsBitsandbytes() =>
        Follow("adamw8bit_small", vector => new AdamW8bit(vector, Options), (state, at) =>
        {
            Assert.Equal(0, state["exp_avg_codes"].numel());
            AssertNear($"{at}.state1", state["exp_avg_small"]);
            AssertNear($"{at}.state2", state["exp_avg_sq_small"]);
        });

    [SkippableFact]
    public void Step_AdamW_IsBitsandbytes32bit() =>
        Follow("adamw32bit", vector => new AdamW(vector, Options), (state, at) =>
        {
            AssertNear($"{at}.state1", state["exp_avg"]);
            AssertNear($"{at}.state2", state["exp_avg_sq"]);
        });

    public void Dispose() => golden?.Dispose();

    private void Follow(string name, Func<TrainedVector, Optimizer> create, Action<IReadOnlyDictionary<string, Tensor>, string> check)
    {
        using var weight = golden.Read($"{name}.p0");
        using var optimizer = create(new TrainedVector([new TrainedTensor("w", weight, Decays: true)]));
        for (var step = 0; golden.Entries.ContainsKey($"{name}.g{step}"); step++)
        {
            using (var gradient = golden.Read($"{name}.g{step}"))
            {
                weight.grad!.copy_(gradient);
            }

            optimizer.Step(settings.GetProperty("lr").GetDouble(), clipNorm: double.PositiveInfinity).Dispose();

            var expected = Floats($"{name}.p{step + 1}");
            Assert.All(expected.Zip(weight.data<float>().ToArray()), pair => Assert.InRange(pair.Second - pair.First, -ParameterTolerance, ParameterTolerance));
            if (golden.Entries.Keys.Any(k => k.StartsWith($"{name}.after{step + 1}.", StringComparison.Ordinal)))
            {
                check(optimizer.State, $"{name}.after{step + 1}");
            }
        }

        Assert.True(optimizer.StepCount > 1);
    }

    private void AssertCodes(string name, Tensor codes)
    {
        using var expected = golden.Read(name);
        var distances = expected.bytes.ToArray().Zip(codes.bytes.ToArray(), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(distances.Max() <= 1, $"{name}: a code is {distances.Max()} off");
        Assert.True(distances.Sum() * 1000 <= CodesOffByOneInAThousand * distances.Length, $"{name}: {distances.Sum()} of {distances.Length} codes are off by one");
    }

    private void AssertNear(string name, Tensor values)
    {
        using var expected = golden.Read(name);
        using var scope = NewDisposeScope();
        Assert.True(values.allclose(expected, rtol: 1e-4, atol: 1e-9), $"{name}: the largest difference is {(values - expected).abs().max().item<float>()}");
    }

    private float[] Floats(string name)
    {
        using var tensor = golden.Read(name);
        return tensor.data<float>().ToArray();
    }
}
