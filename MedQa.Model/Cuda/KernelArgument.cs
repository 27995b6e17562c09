using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>One parameter of a kernel: a tensor's address or a number. Little-endian, so a 32-bit value is read from the first half.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly partial struct KernelArgument
{
    private readonly ulong bits;

    private KernelArgument(ulong bits) => this.bits = bits;

    /// <summary>No tensor.</summary>
    public static KernelArgument None => default;

    public static implicit operator KernelArgument(Tensor? tensor) => new(tensor is null ? 0 : (ulong)Address(tensor.Handle));

    public static implicit operator KernelArgument(int value) => new((uint)value);

    public static implicit operator KernelArgument(long value) => new((ulong)value);

    public static implicit operator KernelArgument(float value) => new(BitConverter.SingleToUInt32Bits(value));

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Address(nint tensor);
}
