using System.Runtime.InteropServices;
using System.Text;

namespace MedQa.Model.Cuda;

/// <summary>NVIDIA's run-time compiler: CUDA C++ to machine code for the GPU that is present.</summary>
internal static unsafe class Nvrtc
{
    private static readonly string[] Names = ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so", "libnvrtc.so.11.2"];
    private static readonly Lazy<Functions> Loaded = new(Load);

    /// <summary>Compiles a source text.</summary>
    /// <param name="source">CUDA C++ that includes nothing; its kernels are <c>extern "C"</c>.</param>
    /// <param name="name">The source's name, for messages.</param>
    /// <param name="architecture">The GPU's compute capability without its dot: 90.</param>
    /// <param name="definitions">Macros, <c>NAME=VALUE</c>.</param>
    /// <returns>Machine code for the driver to load.</returns>
    /// <exception cref="CudaException">The compiler is not there, or the source does not compile; holds the compiler's log.</exception>
    public static byte[] Compile(string source, string name, int architecture, IReadOnlyList<string> definitions)
    {
        var nvrtc = Loaded.Value;
        nint program;
        fixed (byte* text = Encoding.UTF8.GetBytes(source + '\0'), label = Encoding.UTF8.GetBytes(name + '\0'))
        {
            Check(nvrtc.Create(&program, text, label, 0, null, null), "nvrtcCreateProgram");
        }

        try
        {
            string[] options = [$"--gpu-architecture=sm_{architecture}", "--std=c++17", .. definitions.Select(d => $"-D{d}")];
            var handles = options.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
            int result;
            fixed (nint* pointers = handles)
            {
                result = nvrtc.Compile(program, handles.Length, (byte**)pointers);
            }

            Array.ForEach(handles, Marshal.FreeCoTaskMem);
            return result == 0
                ? Read(nvrtc.CubinSize, nvrtc.Cubin, program)
                : throw new CudaException($"{name} does not compile for sm_{architecture}: {Encoding.UTF8.GetString(Read(nvrtc.LogSize, nvrtc.Log, program)).TrimEnd('\0', '\n')}");
        }
        finally
        {
            nvrtc.Destroy(&program);
        }
    }

    private static byte[] Read(delegate* unmanaged<nint, nuint*, int> size, delegate* unmanaged<nint, byte*, int> content, nint program)
    {
        nuint length;
        Check(size(program, &length), "nvrtcGet…Size");
        var bytes = new byte[length];
        fixed (byte* target = bytes)
        {
            Check(content(program, target), "nvrtcGet…");
        }

        return bytes;
    }

    private static void Check(int result, string call)
    {
        if (result != 0)
        {
            throw new CudaException(call, result, "NVRTC error");
        }
    }

    private static Functions Load()
    {
        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                return new Functions(library);
            }
        }

        throw new CudaException(
            $"NVIDIA's run-time compiler was not found ({string.Join(", ", Names)}): install it beside libtorch (the pip package nvidia-cuda-nvrtc, or CUDA's libnvrtc), or name its folder in LD_LIBRARY_PATH.");
    }

    /// <summary>By name, as the system finds it; then where PyTorch's packages keep it.</summary>
    private static IEnumerable<string> Candidates()
    {
        foreach (var name in Names)
        {
            yield return name;
        }

        var torch = Environment.GetEnvironmentVariable("TORCH_LIB") is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        var packages = Path.Combine(torch, "..", "..", "nvidia");
        string[] roots = [torch, .. Directory.Exists(packages) ? Directory.GetDirectories(packages).Select(d => Path.Combine(d, "lib")) : []];
        foreach (var path in roots.SelectMany(r => Names.Select(n => Path.Combine(r, n))).Where(File.Exists))
        {
            yield return path;
        }
    }

    private sealed class Functions(nint library)
    {
        public readonly delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int> Create =
            (delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)NativeLibrary.GetExport(library, "nvrtcCreateProgram");

        public readonly delegate* unmanaged<nint*, int> Destroy = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "nvrtcDestroyProgram");

        public readonly delegate* unmanaged<nint, int, byte**, int> Compile =
            (delegate* unmanaged<nint, int, byte**, int>)NativeLibrary.GetExport(library, "nvrtcCompileProgram");

        public readonly delegate* unmanaged<nint, nuint*, int> CubinSize = (delegate* unmanaged<nint, nuint*, int>)NativeLibrary.GetExport(library, "nvrtcGetCUBINSize");

        public readonly delegate* unmanaged<nint, byte*, int> Cubin = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "nvrtcGetCUBIN");

        public readonly delegate* unmanaged<nint, nuint*, int> LogSize =
            (delegate* unmanaged<nint, nuint*, int>)NativeLibrary.GetExport(library, "nvrtcGetProgramLogSize");

        public readonly delegate* unmanaged<nint, byte*, int> Log = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "nvrtcGetProgramLog");
    }
}
