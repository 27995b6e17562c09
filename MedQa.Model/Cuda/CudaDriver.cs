using System.Runtime.InteropServices;

namespace MedQa.Model.Cuda;

/// <summary>The part of NVIDIA's driver API that is used here.</summary>
internal static unsafe partial class CudaDriver
{
    private const string Library = "libcuda.so.1";

    /// <summary>Throws where a call did not succeed.</summary>
    /// <param name="result">What the driver returned.</param>
    /// <param name="call">The call, for the message.</param>
    /// <exception cref="CudaException">It failed.</exception>
    public static void Check(int result, string call)
    {
        if (result != 0)
        {
            var known = GetErrorName(result, out var name) == 0;
            throw new CudaException(call, result, known ? Marshal.PtrToStringUTF8(name)! : "unknown error");
        }
    }

    [LibraryImport(Library, EntryPoint = "cuGetErrorName")]
    private static partial int GetErrorName(int error, out nint name);

    [LibraryImport(Library, EntryPoint = "cuInit")]
    public static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    public static partial int DeviceGet(out int device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    public static partial int DeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    public static partial int DevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuCtxGetCurrent")]
    public static partial int CtxGetCurrent(out nint context);

    [LibraryImport(Library, EntryPoint = "cuCtxSetCurrent")]
    public static partial int CtxSetCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    public static partial int MemGetInfo(out nuint free, out nuint total);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    public static partial int ModuleLoadData(out nint module, byte* image);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    public static partial int LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** parameters, void** extra);

    [LibraryImport(Library, EntryPoint = "cuEventCreate")]
    public static partial int EventCreate(out nint handle, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventRecord")]
    public static partial int EventRecord(nint handle, nint stream);

    [LibraryImport(Library, EntryPoint = "cuEventSynchronize")]
    public static partial int EventSynchronize(nint handle);

    [LibraryImport(Library, EntryPoint = "cuEventElapsedTime")]
    public static partial int EventElapsedTime(out float milliseconds, nint start, nint end);

    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")]
    public static partial int EventDestroy(nint handle);
}
