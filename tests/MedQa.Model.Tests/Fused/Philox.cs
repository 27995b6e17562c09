using MedQa.Model.Fused;

namespace MedQa.Model.Tests.Fused;

/// <summary>
/// Philox 4x32 with seven rounds (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3"), as <c>common.cuh</c> has it.
/// </summary>
internal static class Philox
{
    private const int Rounds = 7;

    /// <summary>Whether each of eight neighbouring values is dropped.</summary>
    /// <param name="dropout">The dropout; its stream is this copy's.</param>
    /// <param name="group">The values' position divided by eight.</param>
    /// <param name="kept">Gets <see cref="Dropout.Keep"/> or 0 for each.</param>
    public static void Fill(Dropout dropout, long group, Span<float> kept)
    {
        Span<uint> words = stackalloc uint[4];
        Draw((ulong)dropout.Seed, (uint)dropout.Stream, (ulong)group, words);
        for (var i = 0; i < 4; i++)
        {
            kept[2 * i] = (words[i] & 0xffff) >= dropout.Dropped ? dropout.Keep : 0;
            kept[(2 * i) + 1] = words[i] >> 16 >= dropout.Dropped ? dropout.Keep : 0;
        }
    }

    private static void Draw(ulong seed, uint stream, ulong index, Span<uint> c)
    {
        var (k0, k1) = ((uint)seed, (uint)(seed >> 32));
        (c[0], c[1], c[2], c[3]) = ((uint)index, (uint)(index >> 32), stream, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var first = 0xD2511F53UL * c[0];
            var second = 0xCD9E8D57UL * c[2];
            (c[0], c[1], c[2], c[3]) = ((uint)(second >> 32) ^ c[1] ^ k0, (uint)second, (uint)(first >> 32) ^ c[3] ^ k1, (uint)first);
            unchecked
            {
                k0 += 0x9E3779B9u;
                k1 += 0xBB67AE85u;
            }
        }
    }
}
