using System.Buffers.Binary;
using System.Text;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryType_GivesTheValues()
    {
        byte[] data =
        [
            .. BitConverter.GetBytes(-2L), .. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-7),
            0x80, 0x3f, .. BitConverter.GetBytes((Half)0.25f), .. BitConverter.GetBytes((short)-300), 0xff, 200, 1,
        ];
        const string header = """
            {"i64":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"f64":{"dtype":"F64","shape":[],"data_offsets":[8,16]},
             "f32":{"dtype":"F32","shape":[1,1],"data_offsets":[16,20]},"i32":{"dtype":"I32","shape":[1],"data_offsets":[20,24]},
             "bf16":{"dtype":"BF16","shape":[1],"data_offsets":[24,26]},"f16":{"dtype":"F16","shape":[1],"data_offsets":[26,28]},
             "i16":{"dtype":"I16","shape":[1],"data_offsets":[28,30]},"i8":{"dtype":"I8","shape":[1],"data_offsets":[30,31]},
             "u8":{"dtype":"U8","shape":[1],"data_offsets":[31,32]},"bool":{"dtype":"BOOL","shape":[1],"data_offsets":[32,33]},
             "none":{"dtype":"F32","shape":[0,3],"data_offsets":[33,33]}}
            """;
        using var file = SafetensorsFile.Open(_folder.Write("m.safetensors", Bytes(header, data)));

        (string, ScalarType, double)[] expected =
        [
            ("i64", ScalarType.Int64, -2), ("f64", ScalarType.Float64, 0.1), ("f32", ScalarType.Float32, 1.5), ("i32", ScalarType.Int32, -7),
            ("bf16", ScalarType.BFloat16, 1), ("f16", ScalarType.Float16, 0.25), ("i16", ScalarType.Int16, -300), ("i8", ScalarType.Int8, -1),
            ("u8", ScalarType.Byte, 200), ("bool", ScalarType.Bool, 1),
        ];
        foreach (var (name, type, value) in expected)
        {
            using var tensor = file.Read(name);
            using var asDouble = tensor.to(ScalarType.Float64).view(-1);
            Assert.Equal(type, tensor.dtype);
            Assert.Equal(value, asDouble[0].item<double>());
        }

        using var none = file.Read("none");
        Assert.Equal([0, 3], none.shape);
        using var scalar = file.Read("f64");
        Assert.Empty(scalar.shape);
    }

    [Fact]
    public void ReadInto_OtherType_Converts()
    {
        using var file = SafetensorsFile.Open(_folder.Write("m.safetensors", Bytes(
            """{"a":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}""", [0x80, 0x3f, 0x00, 0x40, 0x40, 0x40, 0x80, 0xbf])));
        using var target = zeros([2, 2], dtype: ScalarType.Float32, requires_grad: true);

        file.ReadInto("a", target);

        Assert.Equal([1f, 2f, 3f, -1f], target.detach().data<float>().ToArray());
    }

    [Fact]
    public void ReadInto_MoreThanOnePiece_CopiesAll()
    {
        var values = new float[3 * (1 << 22) + 5];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i;
        }

        var data = new byte[values.Length * 4];
        Buffer.BlockCopy(values, 0, data, 0, data.Length);
        using var file = SafetensorsFile.Open(_folder.Write("m.safetensors", Bytes(
            $$$"""{"a":{"dtype":"F32","shape":[{{{values.Length}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data)));
        using var same = file.Read("a");
        using var wider = zeros([values.Length], dtype: ScalarType.Float64);
        file.ReadInto("a", wider);

        Assert.True(same.data<float>().ToArray().AsSpan().SequenceEqual(values));
        Assert.Equal(values[^1], wider[values.Length - 1].item<double>());
        Assert.Equal(values.Sum(v => (double)v), wider.sum().item<double>());
    }

    [Fact]
    public void ReadInto_WrongShape_NamesBothShapesFileAndTensor()
    {
        using var file = SafetensorsFile.Open(_folder.Write("m.safetensors", Bytes(
            """{"a.b":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}""", [1, 2, 3, 4])));
        using var target = zeros([4]);

        var error = Assert.Throws<InvalidDataException>(() => file.ReadInto("a.b", target));

        Assert.Contains("m.safetensors", error.Message);
        Assert.Contains("\"a.b\" has the shape [2, 2], expected [4]", error.Message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", "\"a\"", "does not take the 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "\"a\"", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "\"a\"", "data_offsets [8, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "", "take 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "\"a\"", "overlap nor leave gaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "\"b\"", "overlap nor leave gaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "\"a\"", "twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "\"a\"", "exactly")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "\"a\"", "F8_E4M3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "\"a\"", "4611686018427387904")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,9223372036854775807,9],"data_offsets":[0,0]}}""", "\"a\"", "9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""", "\"a\"", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e400],"data_offsets":[0,8]}}""", "\"a\"", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}""", "", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551608]}}""", "\"a\"", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "\"a\"", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "\"a\"", "17 dimensions")]
    [InlineData("""{"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}""", "\"a\"", "dtype")]
    [InlineData("""{"a":[1]}""", "\"a\"", "exactly")]
    [InlineData("""{"__metadata__":{"x":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "\"x\"", "__metadata__")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "", "JSON")]
    [InlineData("""[1]""", "", "object")]
    [InlineData("""{"a":""", "", "JSON")]
    public void Open_HeaderThatLies_NamesFileTensorAndWhatIsWrong(string header, string tensor, string what)
    {
        var path = _folder.Write("bad.safetensors", Bytes(header, new byte[8]));

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(tensor, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData(100_000_001UL)]
    [InlineData(0x8000_0000_0000_0000UL)]
    [InlineData(ulong.MaxValue)]
    public void Open_HeaderSizeThatLies_NamesTheFile(ulong size)
    {
        var bytes = Bytes("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, size);
        var path = _folder.Write("bad.safetensors", bytes);

        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void Open_TruncatedAnywhere_NamesTheFile()
    {
        var bytes = Bytes("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        for (var length = 0; length < bytes.Length; length++)
        {
            var path = _folder.Write("bad.safetensors", bytes[..length]);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path)).Message);
        }
    }

    [Fact]
    public void Open_RandomlyChangedBytes_LoadsOrSaysWhy()
    {
        var good = Bytes(
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}""",
            [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 0]);
        FuzzedFile.LoadsOrSaysWhy(_folder, "fuzz.safetensors", good, path =>
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var tensor in file.ReadAll().Values)
            {
                tensor.Dispose();
            }
        });
    }

    [Fact]
    public void Read_BoolThatIsNeitherZeroNorOne_Throws()
    {
        using var file = SafetensorsFile.Open(_folder.Write("m.safetensors", Bytes("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", [1, 2])));

        Assert.Contains("\"a\"", Assert.Throws<InvalidDataException>(() => file.Read("a")).Message);
    }

    [Fact]
    public void Open_NoSuchFile_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(_folder.File("none.safetensors")));

    internal static byte[] Bytes(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return bytes;
    }
}
