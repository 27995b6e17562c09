using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>
/// How bitsandbytes lays an NF4 matrix out in a safetensors file: six tensors, their names beginning with the matrix's.
/// </summary>
/// <remarks>
/// <code>
/// NAME                                   U8  [⌈n / 2⌉, 1]    codes
/// NAME.absmax                            U8  [⌈n / 64⌉]      codes of the scales
/// NAME.nested_absmax                     F32 [⌈scales / 256⌉] scales of the scales
/// NAME.quant_map                         F32 [16]            NF4's code book
/// NAME.nested_quant_map                  F32 [256]           the dynamic map
/// NAME.quant_state.bitsandbytes__nf4     U8  [bytes]         JSON, see <see cref="Nf4QuantState"/>
/// </code>
/// </remarks>
internal static class Nf4Layout
{
    private const string ScaleCodes = ".absmax";
    private const string NestedScales = ".nested_absmax";
    private const string Book = ".quant_map";
    private const string Map = ".nested_quant_map";
    private const string State = ".quant_state.bitsandbytes__nf4";

    /// <summary>Largest size of the JSON; bitsandbytes writes 170 bytes.</summary>
    private const long LargestState = 64 * 1024;

    /// <summary>How far a stored map may be from ours: less than rounding moves a value.</summary>
    private const float MapTolerance = 1e-6f;

    /// <summary>The tensors that a matrix is stored in.</summary>
    public static IEnumerable<ExpectedTensor> Expected(string name, IReadOnlyList<long> shape)
    {
        var count = shape[0] * shape[1];
        var scales = Nf4Tensor.BlocksOf(count);
        return
        [
            new(name, [Nf4Tensor.BytesOf(count), 1], "U8"),
            new(name + ScaleCodes, [scales], "U8"),
            new(name + NestedScales, [Nf4Tensor.NestedBlocksOf(scales)], "F32"),
            new(name + Book, [Nf4Code.Values.Length], "F32"),
            new(name + Map, [DynamicMap.BothSigns.Values.Length], "F32"),
            new(name + State, null, "U8"),
        ];
    }

    /// <summary>Reads a matrix whose tensors have been checked against <see cref="Expected"/>.</summary>
    /// <exception cref="InvalidDataException">What is stored is no NF4 of this shape, or a scale is not finite; names the checkpoint and the tensor.</exception>
    public static Nf4Tensor Read(StoredWeights stored, string name, IReadOnlyList<long> shape, Device device)
    {
        using var scope = NewDisposeScope();
        var state = Nf4QuantState.Parse(ReadState(stored, name), $"{stored.Path}: {name}{State}");
        if (!state.Shape.SequenceEqual(shape))
        {
            throw new InvalidDataException($"{stored.Path}: {name} was quantized from [{string.Join(", ", state.Shape)}], expected [{string.Join(", ", shape)}].");
        }

        CheckMap(stored, name + Book, Nf4Code.Values);
        CheckMap(stored, name + Map, DynamicMap.BothSigns.Values);
        var nested = Take(stored, name + NestedScales, ScalarType.Float32, CPU);
        if (!nested.isfinite().all().item<bool>())
        {
            throw new InvalidDataException($"{stored.Path}: {name}{NestedScales} holds a value that is not finite.");
        }

        var packed = Take(stored, name, ScalarType.Byte, device);
        var codes = Take(stored, name + ScaleCodes, ScalarType.Byte, device);
        return new Nf4Tensor(
            shape, packed.view(-1).DetachFromDisposeScope(), codes.DetachFromDisposeScope(), nested.to(device).DetachFromDisposeScope(), state.NestedOffset);
    }

    /// <summary>The tensors to store a matrix in, on its device; they share its memory.</summary>
    /// <param name="dtype">The type that the matrix had, and that bitsandbytes dequantizes it to.</param>
    public static IEnumerable<KeyValuePair<string, Tensor>> Write(string name, Nf4Tensor matrix, ScalarType dtype)
    {
        var state = new Nf4QuantState(matrix.Shape, dtype, matrix.Offset);
        return
        [
            new(name, matrix.Packed.view(-1, 1)),
            new(name + ScaleCodes, matrix.ScaleCodes.alias()),
            new(name + NestedScales, matrix.NestedScales.alias()),
            new(name + Book, tensor(Nf4Code.Values.ToArray())),
            new(name + Map, tensor(DynamicMap.BothSigns.Values.ToArray())),
            new(name + State, tensor(state.ToJson())),
        ];
    }

    private static byte[] ReadState(StoredWeights stored, string name)
    {
        var bytes = stored.Source.Entries[name + State].Shape[0];
        return bytes is > 0 and <= LargestState
            ? Take(stored, name + State, ScalarType.Byte, CPU).bytes.ToArray()
            : throw new InvalidDataException($"{stored.Path}: {name}{State} has {bytes} bytes; expected 1 to {LargestState}.");
    }

    private static void CheckMap(StoredWeights stored, string name, ReadOnlySpan<float> expected)
    {
        var values = Take(stored, name, ScalarType.Float32, CPU).data<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= MapTolerance))
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"{stored.Path}: {name}[{i}] is {values[i]}, expected {expected[i]}; code books other than bitsandbytes' own are not supported."));
            }
        }
    }

    private static Tensor Take(StoredWeights stored, string name, ScalarType type, Device device)
    {
        var tensor = empty([.. stored.Source.Entries[name].Shape], type, device);
        stored.Source.ReadInto(name, tensor);
        return tensor;
    }
}
