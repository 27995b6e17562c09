using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>
/// Makes a layer's dropout a function of the pass's seed and the layer's number alone: torch's generators are seeded anew before
/// each layer, so that computing a layer a second time draws the same masks.
/// </summary>
internal static class DropoutSeed
{
    /// <summary>Seeds the generators that a device's dropout draws from.</summary>
    public static void Set(long seed, int layer, Device device)
    {
        var mixed = Mix(seed, layer);
        random.manual_seed(mixed).Dispose();
        if (device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all(mixed);
        }
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014) of the two, so that near seeds have nothing in common.</summary>
    private static long Mix(long seed, int layer)
    {
        unchecked
        {
            var z = ((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)(layer + 1) * 0xD1B54A32D192ED03UL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (long)((z ^ (z >> 31)) >> 1);
        }
    }
}
