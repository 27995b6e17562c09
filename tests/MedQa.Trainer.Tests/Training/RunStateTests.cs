using MedQa.Trainer.Tests.Training.Optimizers;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Training;

public sealed class RunStateTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("medqa-state-").FullName, "state.safetensors");

    public static TheoryData<OptimizerKind, bool> Kinds => new()
    {
        { OptimizerKind.AdamW, false }, { OptimizerKind.AdamW8bit, false }, { OptimizerKind.PagedAdamW8bit, false }, { OptimizerKind.AdamW8bit, true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_WhatSaveWrote_GoesOnAsIfItHadNeverStopped(OptimizerKind kind, bool scaled)
    {
        var tensors = BlockwiseCase.Tensors(4);
        using var whole = Create(kind, tensors, scaled);
        BlockwiseCase.Steps(whole, tensors, 0, 3);
        Overflow(tensors, whole);
        RunState.Save(path, whole, "run", "notes", whole.Weights);
        BlockwiseCase.Steps(whole, tensors, 3, 3);

        var others = BlockwiseCase.Tensors(99);
        using var resumed = Create(kind, others, scaled);
        var (notes, best) = RunState.Load(path, resumed, "run");
        best!.Dispose();
        Assert.Equal(("notes", scaled ? 4 : 3, scaled ? 1 : 0), (notes, resumed.StepCount, resumed.SkippedCount));
        BlockwiseCase.Steps(resumed, others, 3, 3);

        Assert.Equal(whole.LossScale, resumed.LossScale);
        Assert.Equal(BlockwiseCase.Bytes(whole.State), BlockwiseCase.Bytes(resumed.State));
        Assert.All(tensors.Zip(others), pair => Assert.Equal(pair.First.Value.bytes.ToArray(), pair.Second.Value.bytes.ToArray()));
    }

    [Fact]
    public void Load_AnotherOptimizersState_NamesWhatDiffers()
    {
        using var eight = Create(OptimizerKind.AdamW8bit, BlockwiseCase.Tensors(4), scaled: false);
        RunState.Save(path, eight, "run", "notes", best: null);
        using var full = Create(OptimizerKind.AdamW, BlockwiseCase.Tensors(4), scaled: false);

        var error = Assert.Throws<InvalidDataException>(() => RunState.Load(path, full, "run"));

        Assert.Contains("exp_avg_codes", error.Message, StringComparison.Ordinal);
        Assert.Contains("exp_avg,", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("weights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoLossScaleForAnFp16Run_Throws()
    {
        using var plain = Create(OptimizerKind.AdamW, BlockwiseCase.Tensors(4), scaled: false);
        RunState.Save(path, plain, "run", "notes", best: null);
        using var scaled = Create(OptimizerKind.AdamW, BlockwiseCase.Tensors(4), scaled: true);

        Assert.Contains("loss scale", Assert.Throws<InvalidDataException>(() => RunState.Load(path, scaled, "run")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    private static Optimizer Create(OptimizerKind kind, TrainedTensor[] tensors, bool scaled) =>
        OptimizerFactory.Create(kind, new TrainedVector(tensors), BlockwiseCase.Options, scaled ? new LossScaler() : null, freeBytes: () => 0);

    private static void Overflow(TrainedTensor[] tensors, Optimizer optimizer)
    {
        if (optimizer.Scaler is not null)
        {
            tensors[0].Value.grad!.fill_(float.PositiveInfinity);
            optimizer.Step(0.002, clipNorm: 1).Dispose();
        }
    }
}
