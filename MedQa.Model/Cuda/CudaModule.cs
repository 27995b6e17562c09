using System.Reflection;
using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>
/// A source file of kernels, compiled when it is first asked for on a device. Sources are embedded; each begins with
/// <c>common.cuh</c>. Modules live as long as the process.
/// </summary>
internal sealed unsafe class CudaModule
{
    private const string Common = "common.cuh";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<(int Device, string Source, string Definitions), CudaModule> Modules = [];

    private readonly int device;
    private readonly nint handle;
    private readonly Dictionary<string, CudaKernel> kernels = [];

    private CudaModule(int device, nint handle)
    {
        this.device = device;
        this.handle = handle;
    }

    /// <summary>A module, compiled if it was not yet.</summary>
    /// <param name="device">The device to run on.</param>
    /// <param name="source">The file's name (<c>nf4.cu</c>).</param>
    /// <param name="definitions">Macros, <c>NAME=VALUE</c>.</param>
    /// <exception cref="CudaException">It can't be compiled or loaded.</exception>
    public static CudaModule Get(Device device, string source, params string[] definitions)
    {
        var index = CudaContext.Index(device);
        var key = (index, source, string.Join(' ', definitions));
        lock (Gate)
        {
            if (!Modules.TryGetValue(key, out var module))
            {
                module = Load(index, source, definitions);
                Modules.Add(key, module);
            }

            return module;
        }
    }

    /// <summary>A kernel by its name.</summary>
    public CudaKernel this[string name]
    {
        get
        {
            lock (Gate)
            {
                if (!kernels.TryGetValue(name, out var kernel))
                {
                    CudaContext.MakeCurrent(device);
                    CudaDriver.Check(CudaDriver.ModuleGetFunction(out var function, handle, name), $"cuModuleGetFunction({name})");
                    kernel = new CudaKernel(device, function, name);
                    kernels.Add(name, kernel);
                }

                return kernel;
            }
        }
    }

    /// <summary>A source's text with what it begins with.</summary>
    internal static string Text(string source) => Read(Common) + Read(source);

    private static CudaModule Load(int device, string source, string[] definitions)
    {
        var architecture = CudaContext.ComputeCapability(device);
        var code = Nvrtc.Compile(Text(source), source, architecture, definitions);
        CudaContext.MakeCurrent(device);
        fixed (byte* image = code)
        {
            CudaDriver.Check(CudaDriver.ModuleLoadData(out var module, image), $"cuModuleLoadData({source})");
            return new CudaModule(device, module);
        }
    }

    private static string Read(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"MedQa.Model.Cuda.Kernels.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
