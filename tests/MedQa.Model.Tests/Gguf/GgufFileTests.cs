using MedQa.Model.Gguf;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Open_EveryKindOfValue_KeepsItsType(uint version)
    {
        using var file = Open(new GgufBuilder { Version = version }
            .Value("u8", 0, w => w.Write((byte)200)).Value("i8", 1, w => w.Write((sbyte)-3))
            .Value("u16", 2, w => w.Write((ushort)60000)).Value("i16", 3, w => w.Write((short)-300))
            .Value("u32", 4_000_000_000u).Value("i32", 5, w => w.Write(-70000))
            .Value("f32", 1.5f).Value("yes", 7, w => w.Write((byte)1)).Value("text", "naïve ✓")
            .Value("u64", 10, w => w.Write(ulong.MaxValue)).Value("i64", 11, w => w.Write(long.MinValue)).Value("f64", 12, w => w.Write(0.1))
            .Value("texts", 9, w =>
            {
                w.Write(8u);
                w.Write(2UL);
                GgufBuilder.WriteText(w, "a");
                GgufBuilder.WriteText(w, "");
            })
            .Value("numbers", 9, w =>
            {
                w.Write(5u);
                w.Write(2UL);
                w.Write(1);
                w.Write(-1);
            }));

        Assert.Equal(version, file.Version);
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["u8"] = (byte)200,
                ["i8"] = (sbyte)-3,
                ["u16"] = (ushort)60000,
                ["i16"] = (short)-300,
                ["u32"] = 4_000_000_000u,
                ["i32"] = -70000,
                ["f32"] = 1.5f,
                ["yes"] = true,
                ["text"] = "naïve ✓",
                ["u64"] = ulong.MaxValue,
                ["i64"] = long.MinValue,
                ["f64"] = 0.1,
                ["texts"] = new[] { "a", "" },
                ["numbers"] = new[] { 1, -1 },
            },
            file.Metadata);
    }

    [Fact]
    public void ReadInto_PackedRows_DecodesConvertsAndReorders()
    {
        using var scope = NewDisposeScope();
        byte[] row0 = [0x00, 0x38, .. Enumerable.Repeat((byte)2, 32)];
        byte[] row1 = [0x00, 0x3c, .. Enumerable.Repeat((byte)0xff, 32)];
        using var file = Open(new GgufBuilder().Tensor("w", [32, 2], 8, [.. row0, .. row1]).Tensor("b", [3], [1, 2, 3]));
        var packed = zeros([2, 32], dtype: ScalarType.Float16);
        var swapped = zeros([2, 32]);
        var plain = zeros(3);

        file.ReadInto("w", packed);
        file.ReadInto("w", swapped, row => 1 - row);
        file.ReadInto("b", plain);

        Assert.Equal([1f, -1f], packed.to(ScalarType.Float32)[TensorIndex.Colon, 31].data<float>().ToArray());
        Assert.Equal([-1f, 1f], swapped[TensorIndex.Colon, 0].data<float>().ToArray());
        Assert.Equal([1f, 2f, 3f], plain.data<float>().ToArray());
        Assert.Equal(("Q8_0", 68L), (file.Tensors["w"].TypeName, file.Tensors["w"].Bytes));
    }

    [Fact]
    public void ReadInto_WrongShape_NamesBothShapesFileAndTensor()
    {
        using var file = Open(new GgufBuilder().Tensor("blk.0.w", [2, 1], [1, 2]));
        using var target = zeros(2, 1);

        var error = Assert.Throws<InvalidDataException>(() => file.ReadInto("blk.0.w", target));

        Assert.Contains(file.Path, error.Message);
        Assert.Contains("\"blk.0.w\" has the shape [1, 2], expected [2, 1]", error.Message);
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "magic", "GGUF" },
        { "version 1", "version 1" },
        { "big-endian", "big-endian" },
        { "tensor count", "tensors" },
        { "metadata count", "metadata entries" },
        { "text length", "bytes in" },
        { "array length", "\"k\"" },
        { "nested array", "\"k\"" },
        { "value type", "\"k\"" },
        { "boolean", "\"k\"" },
        { "key twice", "\"k\"" },
        { "not UTF-8", "UTF-8" },
        { "alignment", "general.alignment" },
        { "alignment type", "general.alignment" },
        { "rank 0", "\"t\"" },
        { "rank 5", "\"t\"" },
        { "size 0", "\"t\"" },
        { "size product", "\"t\"" },
        { "type", "IQ4_XS" },
        { "unknown type", "number 999" },
        { "part of a block", "\"t\"" },
        { "offset past end", "\"t\"" },
        { "offset huge", "\"t\"" },
        { "offset unaligned", "\"t\"" },
        { "offset overlaps", "overlaps" },
        { "tensor twice", "twice" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Open_FileThatLies_NamesFileAndWhatIsWrong(string lie, string what)
    {
        var b = new GgufBuilder();
        float[] two = [1, 2];
        b = lie switch
        {
            "magic" => new GgufBuilder { Magic = 0x46554748 }.Tensor("t", [2], two),
            "version 1" => new GgufBuilder { Version = 1 }.Tensor("t", [2], two),
            "big-endian" => new GgufBuilder { Version = 0x03000000 }.Tensor("t", [2], two),
            "tensor count" => new GgufBuilder { TensorCount = ulong.MaxValue }.Tensor("t", [2], two),
            "metadata count" => new GgufBuilder { MetadataCount = 1UL << 40 }.Tensor("t", [2], two),
            "text length" => b.Value("k", 8, w => w.Write(1UL << 62)),
            "array length" => b.Value("k", 9, w =>
            {
                w.Write(8u);
                w.Write(1UL << 50);
            }),
            "nested array" => b.Value("k", 9, w =>
            {
                w.Write(9u);
                w.Write(1UL);
                w.Write(0u);
                w.Write(0UL);
            }),
            "value type" => b.Value("k", 13, w => w.Write(0UL)),
            "boolean" => b.Value("k", 7, w => w.Write((byte)2)),
            "key twice" => b.Value("k", 1u).Value("k", 1u),
            "not UTF-8" => b.Value("k", 8, w =>
            {
                w.Write(1UL);
                w.Write((byte)0xff);
            }),
            "alignment" => b.Value("general.alignment", 48u).Tensor("t", [2], two),
            "alignment type" => b.Value("general.alignment", "32").Tensor("t", [2], two),
            "rank 0" => b.Tensor("t", [], two),
            "rank 5" => b.Tensor("t", [2, 1, 1, 1, 1], two),
            "size 0" => b.Tensor("t", [0], two),
            "size product" => b.Tensor("t", [1 << 24, 1 << 24, 1 << 24, 1 << 24], two),
            "type" => b.Tensor("t", [256], 23, new byte[136]),
            "unknown type" => b.Tensor("t", [256], 999, new byte[136]),
            "part of a block" => b.Tensor("t", [33], 8, new byte[34]),
            "offset past end" => b.Tensor("t", [2], 0, new byte[8], 32),
            "offset huge" => b.Tensor("t", [2], 0, new byte[8], ulong.MaxValue - 31),
            "offset unaligned" => b.Tensor("t", [2], 0, new byte[40], 8),
            "offset overlaps" => b.Tensor("t", [2], two).Tensor("u", [2], 0, new byte[8], 0),
            "tensor twice" => b.Tensor("t", [2], two).Tensor("t", [2], two),
            _ => throw new ArgumentException(lie),
        };
        var path = _folder.Write("bad.gguf", b.Build());

        var error = Assert.Throws<InvalidDataException>(() => GgufFile.Open(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void Open_TruncatedAnywhere_NamesTheFile()
    {
        var good = Small().Build();
        for (var length = 0; length < good.Length; length++)
        {
            var path = _folder.Write("bad.gguf", good[..length]);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => GgufFile.Open(path)).Message);
        }
    }

    [Fact]
    public void Open_RandomlyChangedBytes_LoadsOrSaysWhy() => FuzzedFile.LoadsOrSaysWhy(_folder, "fuzz.gguf", Small().Build(), path =>
    {
        using var file = GgufFile.Open(path);
        foreach (var tensor in file.Tensors.Values)
        {
            using var target = zeros(tensor.Shape.ToArray());
            file.ReadInto(tensor.Name, target);
        }
    });

    private static GgufBuilder Small() => new GgufBuilder()
        .Value("general.architecture", "llama")
        .Value("tokens", 9, w =>
        {
            w.Write(8u);
            w.Write(1UL);
            GgufBuilder.WriteText(w, "é");
        })
        .Tensor("w", [32, 1], 8, new byte[34])
        .Tensor("b", [3], [1, 2, 3]);

    private GgufFile Open(GgufBuilder builder) => GgufFile.Open(_folder.Write("m.gguf", builder.Build()));
}
