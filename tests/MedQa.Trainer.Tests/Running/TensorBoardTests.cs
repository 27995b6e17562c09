using System.Buffers.Binary;
using MedQa.Model.Tests;
using MedQa.Trainer.TensorBoard;
using MedQa.Trainer.Training;
using Tensorboard;

namespace MedQa.Trainer.Tests.Running;

/// <summary>Event files read back with TensorFlow's own protocol buffers and a checksum computed bit by bit.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Add_Reports_AreValidEvents()
    {
        using var log = new ScalarLog(folder.Path);
        log.Add(new RunProgress
        {
            Step = 300,
            Steps = 900,
            Loss = 1.5,
            GradientNorm = 0.25,
            LearningRate = 1e-4,
            TokensPerSecond = 4321,
            StepSeconds = 0.5,
            GpuSeconds = 0.125,
            MemoryBytes = 3L << 30,
        });
        log.Add(new RunProgress { Step = 301, Steps = 900, EvaluationLoss = 1.25, DecisionLoss = 0.75, MacroF1 = 0.5, Accuracy = 0.625 });
        log.Add(new RunProgress { Step = 302, Steps = 900, Message = "nothing to draw" });

        // Read while it is still open: nothing waits in a buffer.
        var events = Read(Directory.GetFiles(folder.Path).Single());

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((SessionLog.Types.SessionStatus.Start, 300L), (events[1].SessionLog.Status, events[1].Step));
        Assert.Equal(
            [
                ("train/loss", 1.5f, 300L), ("train/gradient_norm", 0.25f, 300), ("train/learning_rate", 1e-4f, 300), ("speed/tokens_per_second", 4321f, 300),
                ("speed/step_seconds", 0.5f, 300), ("speed/gpu_seconds", 0.125f, 300), ("memory/used_gib", 3f, 300), ("evaluation/loss", 1.25f, 301),
                ("evaluation/decision_loss", 0.75f, 301), ("evaluation/macro_f1", 0.5f, 301), ("evaluation/accuracy", 0.625f, 301),
            ],
            events.Skip(2).Select(e => (e.Summary.Value.Single().Tag, e.Summary.Value.Single().SimpleValue, e.Step)));
        Assert.All(events, e => Assert.InRange(e.WallTime, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1));
    }

    [Fact]
    public void Add_AfterARestart_SaysWhereTheOldValuesEnd()
    {
        using (var first = new ScalarLog(folder.Path))
        {
            first.Add(new RunProgress { Step = 10, Steps = 90, Loss = 1 });
            first.Add(new RunProgress { Step = 20, Steps = 90, Loss = 1 });
        }

        using (var second = new ScalarLog(folder.Path))
        {
            second.Add(new RunProgress { Step = 10, Steps = 90, Message = "resumed" });
            second.Add(new RunProgress { Step = 20, Steps = 90, Loss = 2 });
        }

        var files = Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, files.Length);
        Assert.Equal(20, Read(files[1]).Single(e => e.WhatCase == Event.WhatOneofCase.SessionLog).Step);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Reads TFRecords and checks both checksums of each.</summary>
    internal static List<Event> Read(string path)
    {
        Assert.Contains("tfevents", path, StringComparison.Ordinal);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new BinaryReader(stream);
        var events = new List<Event>();
        while (stream.Position < stream.Length)
        {
            var header = reader.ReadBytes(8);
            Assert.Equal(MaskedCrc(header), reader.ReadUInt32());
            var payload = reader.ReadBytes((int)BinaryPrimitives.ReadUInt64LittleEndian(header));
            Assert.Equal(MaskedCrc(payload), reader.ReadUInt32());
            events.Add(Event.Parser.ParseFrom(payload));
        }

        return events;
    }

    private static uint MaskedCrc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }
}
