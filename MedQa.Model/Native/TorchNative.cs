using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using TorchSharp;

namespace MedQa.Model.Native;

/// <summary>
/// Finds and loads libtorch and TorchSharp's native library. It runs before the first use of this library, so nobody calls it.
/// </summary>
/// <remarks>
/// <para>
/// libtorch comes from the folder that the environment variable <c>TORCH_LIB</c> names (an installed PyTorch's
/// <c>torch/lib</c>; the build property <c>TorchBackend=external</c> packs none), else from the program's own folder.
/// </para>
/// <para>
/// Where the system's libstdc++ is too old for <c>libLibTorchSharp.so</c>, a patched copy is loaded instead (see
/// <see cref="GlibcxxPatch"/>). It is kept under <c>$XDG_CACHE_HOME/medqa/native</c> (default <c>~/.cache</c>), or, where that
/// cannot be written, under the system's folder for temporary files.
/// </para>
/// </remarks>
public static partial class TorchNative
{
    private const string TorchSharpLibrary = "LibTorchSharp";
    private static readonly string[] CpuLibraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly string[] CudaLibraries = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];
    private static readonly Lock Gate = new();
    private static nint torchSharp;

    /// <summary>Whether an NVIDIA GPU can be used: a libtorch with CUDA is loaded and the driver shows at least one device.</summary>
    public static bool IsCudaAvailable => CudaAvailable.Value;

    private static readonly Lazy<bool> CudaAvailable = new(() => torch.cuda.is_available());

#pragma warning disable CA2255 // A library with a module initializer: TorchSharp must find its native library however this library is first entered.
    [ModuleInitializer]
    internal static void Initialize()
    {
        var context = AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (_, name) => name == TorchSharpLibrary ? LoadTorchSharp() : 0;
        if (OperatingSystem.IsLinux() && ExternalFolder() is { } folder)
        {
            LoadLibtorch(folder);
        }
    }
#pragma warning restore CA2255

    private static string? ExternalFolder() =>
        Environment.GetEnvironmentVariable("TORCH_LIB") is { Length: > 0 } folder ? folder : null;

    private static nint LoadTorchSharp()
    {
        lock (Gate)
        {
            if (torchSharp == 0)
            {
                torchSharp = LoadTorchSharpOnce();
            }

            return torchSharp;
        }
    }

    private static nint LoadTorchSharpOnce()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new PlatformNotSupportedException(
                $"MedQA runs on linux-x64; this is {RuntimeInformation.RuntimeIdentifier}. Other systems have not been tried.");
        }

        var library = Find("libLibTorchSharp.so");
        LoadLibtorch(ExternalFolder() ?? Path.GetDirectoryName(Find("libtorch_cpu.so"))!);
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException e) when (e.Message.Contains("GLIBCXX_", StringComparison.Ordinal))
        {
            return NativeLibrary.Load(PatchedCopy(library, e));
        }
    }

    private static void LoadLibtorch(string folder)
    {
        var cuda = File.Exists(Path.Combine(folder, "libtorch_cuda.so"));
        if (cuda)
        {
            UseExpandableSegments();
            PreferFlashAttention();
        }

        foreach (var name in cuda ? CudaLibraries : CpuLibraries)
        {
            NativeLibrary.Load(Path.Combine(folder, name));
        }
    }

    /// <summary>
    /// Lets torch's allocator grow its segments: packed batches differ in length, and fixed segments leave holes that nothing fits
    /// into. Read by torch from the C environment, which .NET's own copy does not reach; what the user set stays.
    /// </summary>
    private static void UseExpandableSegments()
    {
        if (Environment.GetEnvironmentVariable("PYTORCH_CUDA_ALLOC_CONF") is null)
        {
            _ = SetEnvironment("PYTORCH_ALLOC_CONF", "expandable_segments:True", overwrite: 0);
        }
    }

    /// <summary>
    /// Puts cuDNN's attention last, which torch prefers on Hopper: it builds a plan for each shape, some 0.1 seconds, and packed batches
    /// bring a new shape at each step. What the user set stays.
    /// </summary>
    private static void PreferFlashAttention() => _ = SetEnvironment("TORCH_CUDNN_SDPA_DEPRIORITIZED", "1", overwrite: 0);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static string Find(string file)
    {
        string[] folders =
        [
            ExternalFolder() ?? "",
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
        ];
        return folders.Where(f => f.Length > 0).Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"{file} was not found in {string.Join(", ", folders.Where(f => f.Length > 0))}. " +
                "Build with TorchBackend=cpu or cuda, or set TORCH_LIB to the folder that holds an installed PyTorch's libtorch.");
    }

    private static string PatchedCopy(string library, DllNotFoundException reason)
    {
        var original = File.ReadAllBytes(library);
        var patched = GlibcxxPatch.Apply(original)
            ?? throw new DllNotFoundException(
                $"{library} needs a newer libstdc++ than this system has, and is not the build that MedQA knows how to adapt. " +
                "Use a system with GCC 13's libstdc++ or newer (Ubuntu 24.04, Debian 13).", reason);
        var name = Path.Combine("medqa", "native", Convert.ToHexStringLower(SHA256.HashData(patched))[..16], "libLibTorchSharp.so");
        foreach (var root in CacheFolders())
        {
            try
            {
                return Keep(Path.Combine(root, name), patched);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        throw new DllNotFoundException($"No folder can be written to keep the adapted copy of {library}: set XDG_CACHE_HOME to one that can.");
    }

    private static IEnumerable<string> CacheFolders()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache)
        {
            yield return cache;
        }
        else if (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home)
        {
            yield return Path.Combine(home, ".cache");
        }

        yield return Directory.CreateTempSubdirectory("medqa-").FullName;
    }

    /// <summary>Writes the copy through a rename, so that a second process never loads half a file.</summary>
    private static string Keep(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return path;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
