using MedQa.Model.Lora;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Tests.Training;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Running;

public sealed class MemoryErrorsTests
{
    [Fact]
    public void Guard_TorchsOwnError_SaysAtWhatAndWhatTakesLess()
    {
        var options = new TrainingOptions { Batch = 8, Accumulation = 2, Checkpointing = ActivationCheckpointing.None };

        var error = Assert.Throws<TrainingMemoryException>(() => MemoryErrors.Guard(options, () => "step 3 (16 rows)", TooMuch));

        Assert.StartsWith("Out of memory at step 3 (16 rows): ", error.Message, StringComparison.Ordinal);
        Assert.Contains("batch 4 with accumulation 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("checkpointing all (now none)", error.Message, StringComparison.Ordinal);
        Assert.Contains("maxLength below 2048", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 139.81 GiB\nException raised from malloc", true)]
    [InlineData("CUDA error: device-side assert triggered", false)]
    public void Is_CudasWords_AreKnown(string message, bool expected) =>
        Assert.Equal(expected, MemoryErrors.Is(new AggregateException(new InvalidOperationException(message))));

    [Fact]
    public void Is_TheHosts_IsKnown()
    {
        var error = Assert.Throws<OutOfMemoryException>(() => System.Runtime.InteropServices.Marshal.AllocHGlobal(nint.MaxValue));

        Assert.True(MemoryErrors.Is(new InvalidOperationException("x", error)));
    }

    [Fact]
    public void Advice_WhereNothingOfItIsLeft_DoesNotNameIt()
    {
        var advice = string.Join('|', MemoryErrors.Advice(new TrainingOptions { Batch = 1, Checkpointing = ActivationCheckpointing.All, Lora = new LoraOptions { Rank = 2 } }));

        Assert.DoesNotContain("batch", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("checkpointing", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("rank", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StepThatNeedsTooMuch_NamesStepRowsAndTokens()
    {
        using var model = TinyModels.Create();
        var options = new TrainingOptions { Batch = 2, Accumulation = 1 };
        using var adapter = LoraAdapter.Create(model, options.Lora.ToConfig(), 1);
        var rows = new ExampleSet([.. Enumerable.Range(0, 4).Select(i => new TrainingExample([1, 5, 6, 2], [false, false, true, true], $"row-{i}"))], 0);
        using var device = new ProcessWatchThatNeedsTooMuch();
        using var run = new TrainingRun(options, model, adapter, new PreparedRows(rows, new ExampleSet([], 0), null, ""), Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n")), "f", device);

        var error = Assert.Throws<TrainingMemoryException>(() => run.Run(resume: false, _ => { }));

        Assert.StartsWith("Out of memory at step 2 (2 rows, 8 tokens, the longest row 4): ", error.Message, StringComparison.Ordinal);
    }

    private static int TooMuch()
    {
        using var tensor = zeros(1L << 48, ScalarType.Float32);
        return 0;
    }

    private sealed class ProcessWatchThatNeedsTooMuch : IDeviceWatch
    {
        private int steps;

        public string? GpuId => null;

        public long UsedBytes => 0;

        public void StepBegins() => _ = ++steps == 2 ? TooMuch() : 0;

        public double? StepEnds() => null;

        public void Dispose()
        {
        }
    }
}
