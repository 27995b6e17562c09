using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The reference is the file itself: the format's own library wrote it.</summary>
    [SkippableTheory]
    [InlineData("tiny-mistral/model.safetensors")]
    [InlineData("tiny-mistral-nowindow-fp16/model.safetensors")]
    [InlineData("tiny-llama-tied-bf16-sharded/model-00002-of-00004.safetensors")]
    [InlineData("tiny-mistral/expected.safetensors")]
    [InlineData("gguf-blocks.safetensors")]
    public void Save_WhatWasReadGolden_GivesTheSameBytes(string golden)
    {
        var path = Goldens.Require(golden);
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        var copy = _folder.File("copy.safetensors");

        SafetensorsWriter.Save(copy, file.ReadAll(), metadata: file.Metadata);

        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(copy)));
    }

    [Fact]
    public void Save_WithType_ConvertsFloatingTensorsOnly()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("m.safetensors");

        SafetensorsWriter.Save(path, new Dictionary<string, Tensor>
        {
            ["w"] = tensor(new float[,] { { 1, 2.5f }, { -3, 4 } }).t(),
            ["ids"] = tensor(new long[] { 7, 8 }),
            ["\"odd\" ė\n"] = zeros(0),
        }, ScalarType.BFloat16);

        using var file = SafetensorsFile.Open(path);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal("BF16", file.Entries["w"].DTypeName);
        Assert.Equal([1f, -3f, 2.5f, 4f], file.Read("w").to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal([7L, 8L], file.Read("ids").data<long>().ToArray());
        Assert.Equal([0], file.Entries["\"odd\" ė\n"].Shape);
    }

    [Fact]
    public void Save_Cancelled_LeavesWhatWasThere()
    {
        var path = _folder.Write("m.safetensors", [1, 2, 3]);
        using var weights = zeros(4);

        Assert.Throws<OperationCanceledException>(() => SafetensorsWriter.Save(
            path, new Dictionary<string, Tensor> { ["w"] = weights }, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
