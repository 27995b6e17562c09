using System.Runtime.InteropServices;
using MedQa.Model.Gguf.Blocks;
using MedQa.Model.Safetensors;

namespace MedQa.Model.Tests.Gguf;

/// <summary>Bytes and values of each block format, made by the gguf library.</summary>
public class BlockFormatGoldenTests
{
    [SkippableTheory]
    [InlineData(1, "F16")]
    [InlineData(30, "BF16")]
    [InlineData(2, "Q4_0")]
    [InlineData(3, "Q4_1")]
    [InlineData(6, "Q5_0")]
    [InlineData(7, "Q5_1")]
    [InlineData(8, "Q8_0")]
    [InlineData(10, "Q2_K")]
    [InlineData(11, "Q3_K")]
    [InlineData(12, "Q4_K")]
    [InlineData(13, "Q5_K")]
    [InlineData(14, "Q6_K")]
    public void Decode_GoldenBlocks_GivesTheSameBits(uint id, string name)
    {
        using var file = SafetensorsFile.Open(Goldens.Require("gguf-blocks.safetensors"));
        var expected = MemoryMarshal.Cast<byte, uint>(file.Bytes($"{name}.values")).ToArray();
        var format = BlockFormat.Find(id)!;
        var values = new float[expected.Length];

        format.Decode(file.Bytes($"{name}.bytes"), values);

        Assert.Equal(name, format.Name);
        Assert.Equal(expected, Array.ConvertAll(values, BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Decode_F32_Copies()
    {
        var values = new float[3];
        BlockFormat.Find(0)!.Decode(MemoryMarshal.AsBytes<float>([1.5f, -2, float.Epsilon]), values);
        Assert.Equal([1.5f, -2, float.Epsilon], values);
    }
}
