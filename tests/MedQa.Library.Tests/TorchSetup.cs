using System.Runtime.CompilerServices;
using MedQa.Model.Native;
using TorchSharp;

namespace MedQa.Library.Tests;

/// <summary>Before any test: libtorch is loaded by MedQa.Model, and one thread a test is enough for an encoder this small.</summary>
internal static class TorchSetup
{
#pragma warning disable CA2255 // A test assembly is no library.
    [ModuleInitializer]
    internal static void Initialize()
    {
        _ = TorchNative.IsCudaAvailable;
        torch.set_num_threads(1);
    }
#pragma warning restore CA2255
}
