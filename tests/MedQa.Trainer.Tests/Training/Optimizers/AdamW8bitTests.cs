using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

public class AdamW8bitTests
{
    [Fact]
    public void Update_ByHand_IsTheArithmeticAsWritten()
    {
        // 300 values: a whole block and a part of one, with states that are not zero.
        var random = new Random(5);
        float[] weights = [.. Enumerable.Range(0, 300).Select(_ => (float)random.NextDouble() - 0.5f)];
        float[] gradient = [.. Enumerable.Range(0, 300).Select(i => i % 7 == 0 ? 0 : (float)(random.NextDouble() - 0.5) * 0.1f)];
        byte[] meanCodes = [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256))];
        byte[] squareCodes = [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256))];
        float[] meanScales = [0.03f, 0.5f];
        float[] squareScales = [0.002f, 0.1f];
        var step = BlockwiseStep.Of(BlockwiseCase.Options, rate: 0.01, update: 3, decays: true);
        using var slice = new BlockwiseSlice(tensor(weights), tensor(gradient), tensor(meanCodes), tensor(meanScales), tensor(squareCodes), tensor(squareScales));
        using var kernel = new CpuBlockwiseAdamW();

        kernel.Update(slice, step);

        var mean = new float[300];
        var square = new float[300];
        for (var i = 0; i < 300; i++)
        {
            square[i] = (StateMap.Square.Values[squareCodes[i]] * squareScales[i / 256] * 0.999f) + ((1 - 0.999f) * gradient[i] * gradient[i]);
            mean[i] = (StateMap.Mean.Values[meanCodes[i]] * meanScales[i / 256] * 0.9f) + ((1 - 0.9f) * gradient[i]);
            weights[i] = (weights[i] + (step.Size * (mean[i] / (MathF.Sqrt(square[i]) + step.Epsilon)))) * (float)(1 - (0.01 * 0.01));
        }

        Assert.Equal(weights, slice.Weights.data<float>().ToArray());
        Assert.Equal([mean[..256].Max(Math.Abs), mean[256..].Max(Math.Abs)], slice.MeanScales.data<float>().ToArray());
        Assert.Equal([square[..256].Max(), square[256..].Max()], slice.SquareScales.data<float>().ToArray());
        Assert.Equal(Codes(StateMap.Mean, mean), slice.MeanCodes.bytes.ToArray());
        Assert.Equal(Codes(StateMap.Square, square), slice.SquareCodes.bytes.ToArray());
    }

    [Fact]
    public void Of_ThirdStep_FactorsAreBitsandbytes()
    {
        var step = BlockwiseStep.Of(new AdamWOptions(0.9, 0.99, 1e-6, 0.1), rate: 0.01, update: 3, decays: true);

        Assert.Equal(-0.01 * Math.Sqrt(1 - Math.Pow(0.99, 3)) / (1 - Math.Pow(0.9, 3)), step.Size, 1e-8);
        Assert.Equal(1e-6 * Math.Sqrt(1 - Math.Pow(0.99, 3)), step.Epsilon, 1e-12);
        Assert.Equal(0.999f, step.Kept);
        Assert.Equal(1, BlockwiseStep.Of(new AdamWOptions(0.9, 0.99, 1e-6, 0.1), 0.01, 3, decays: false).Kept);
    }

    [Fact]
    public void Update_TorchsOperations_GiveTheSameStatesToTheBit()
    {
        using var cpu = new CpuBlockwiseAdamW();
        using var torch = new TorchBlockwiseAdamW(CPU);
        foreach (var count in (long[])[256, 4096, 5000, 200, 131_072 + 77])
        {
            using var ours = Zeros(count);
            using var theirs = Zeros(count);
            for (var i = 1; i <= 5; i++)
            {
                var step = BlockwiseStep.Of(BlockwiseCase.Options, rate: 0.002, update: i, decays: true);
                Fill(ours.Gradient, i);
                theirs.Gradient.copy_(ours.Gradient);
                cpu.Update(ours, step);
                torch.Update(theirs, step);

                // On the CPU torch's root comes from a library that is not always rounded to the nearest; states do not depend on it.
                using var scope = NewDisposeScope();
                Assert.InRange((ours.Weights - theirs.Weights).abs().max().item<float>(), 0, 1e-6 * ours.Weights.abs().max().item<float>());
                Assert.Equal(ours.MeanCodes.bytes.ToArray(), theirs.MeanCodes.bytes.ToArray());
                Assert.Equal(ours.SquareCodes.bytes.ToArray(), theirs.SquareCodes.bytes.ToArray());
                Assert.Equal(ours.MeanScales.bytes.ToArray(), theirs.MeanScales.bytes.ToArray());
                Assert.Equal(ours.SquareScales.bytes.ToArray(), theirs.SquareScales.bytes.ToArray());
            }
        }
    }

    [Fact]
    public void Step_SeveralTensors_EachIsAsIfItWereAlone()
    {
        var together = BlockwiseCase.Tensors(1);
        var apart = BlockwiseCase.Tensors(1);
        using var whole = new AdamW8bit(new TrainedVector(together), BlockwiseCase.Options);
        Run(whole, together);
        foreach (var tensor in apart)
        {
            using var alone = new AdamW8bit(new TrainedVector([tensor]), BlockwiseCase.Options);
            Run(alone, [tensor]);
        }

        Assert.All(together.Zip(apart), pair => Assert.Equal(pair.First.Value.bytes.ToArray(), pair.Second.Value.bytes.ToArray()));

        // Without clipping, which looks at all tensors together.
        static void Run(Optimizer optimizer, TrainedTensor[] tensors)
        {
            for (var step = 0; step < 3; step++)
            {
                BlockwiseCase.AddGradients(tensors, step);
                optimizer.Step(0.002, double.PositiveInfinity).Dispose();
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Step_StateOnTheHost_IsTheSameBits(int movedBefore)
    {
        var plain = BlockwiseCase.Tensors(2);
        var paged = BlockwiseCase.Tensors(2);
        var free = movedBefore == 0 ? 0 : 1L << 40;
        using var expected = new AdamW8bit(new TrainedVector(plain), BlockwiseCase.Options);
        using var optimizer = new AdamW8bit(new TrainedVector(paged), BlockwiseCase.Options, paging: new StatePaging(() => free) { PieceValues = 1024 });
        Assert.Equal(movedBefore == 0, optimizer.IsPagedOut);
        BlockwiseCase.Steps(expected, plain, 0, 6);

        BlockwiseCase.Steps(optimizer, paged, 0, movedBefore);
        Assert.Equal(movedBefore == 0, optimizer.IsPagedOut);
        free = 1;
        BlockwiseCase.Steps(optimizer, paged, movedBefore, 1);
        free = 1L << 40;
        BlockwiseCase.Steps(optimizer, paged, movedBefore + 1, 5 - movedBefore);

        Assert.True(optimizer.IsPagedOut);
        Assert.Equal(BlockwiseCase.Bytes(expected.State), BlockwiseCase.Bytes(optimizer.State));
    }

    [Fact]
    public void Step_ManySteps_StaysNearAdamW()
    {
        var eight = BlockwiseCase.Tensors(3, [(8192, true)]);
        var full = BlockwiseCase.Tensors(3, [(8192, true)]);
        using var ours = new AdamW8bit(new TrainedVector(eight), BlockwiseCase.Options);
        using var reference = new AdamW(new TrainedVector(full), BlockwiseCase.Options);
        using var target = randn(8192);
        foreach (var (optimizer, weight) in (IEnumerable<(Optimizer, Tensor)>)[(ours, eight[0].Value), (reference, full[0].Value)])
        {
            for (var i = 0; i < 300; i++)
            {
                (weight - target).square().sum().backward();
                optimizer.Step(0.02, double.PositiveInfinity).Dispose();
            }
        }

        using var scope = NewDisposeScope();
        Assert.InRange((eight[0].Value - full[0].Value).norm().item<float>() / full[0].Value.norm().item<float>(), 0, 0.01);
    }

    [Fact]
    public void State_LargeTensors_TakesTwoBytesAValue()
    {
        using var optimizer = new AdamW8bit(new TrainedVector(BlockwiseCase.Tensors(1, [(1 << 20, true)])), BlockwiseCase.Options);

        var bytes = optimizer.State.Where(s => s.Key != "weights").Sum(s => s.Value.numel() * s.Value.element_size());

        Assert.Equal((2L << 20) + (2 * 4096 * 4), bytes);
    }

    private static byte[] Codes(StateMap map, float[] values)
    {
        var codes = new byte[values.Length];
        map.Encode([.. values.Chunk(256).SelectMany(block => block.Select(v => v / block.Max(Math.Abs)))], codes);
        return codes;
    }

    private static BlockwiseSlice Zeros(long count) => new(
        arange(count, dtype: float32) / count, zeros(count), zeros(count, uint8), zeros(BlockwiseSlice.Blocks(count)), zeros(count, uint8), zeros(BlockwiseSlice.Blocks(count)));

    private static void Fill(Tensor gradient, int step)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)step, CPU);
        gradient.copy_(randn(gradient.shape, generator: generator) * pow(10, rand(gradient.shape, generator: generator) * -8));
        gradient.narrow(0, 0, step < 3 ? 200 : 1).zero_();
    }
}
