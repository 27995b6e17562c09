using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>Which tokens see which: causal, within the sliding window (Beltagy et al., 2020, arXiv:2004.05150), never padding.</summary>
internal static class AttentionMask
{
    /// <summary>Makes the mask, or null where causality alone decides and the attention kernel can do without one.</summary>
    /// <param name="cached">S, tokens before these.</param>
    /// <param name="count">T, these tokens.</param>
    /// <param name="window">How many positions a token sees, itself included; null sees all.</param>
    /// <param name="padding">[B,S+T], false or 0 where padded; null: none is.</param>
    /// <returns>[B or 1,1,T,S+T] bool. A padded token sees itself, so that its row has no empty softmax.</returns>
    public static Tensor? Create(long cached, long count, int? window, Tensor? padding, Device device)
    {
        var narrow = window is { } w && cached + count > w;
        if (padding is null && !narrow && (cached == 0 || count == 1))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var column = arange(cached + count, device: device).unsqueeze(0);
        var row = arange(cached, cached + count, device: device).unsqueeze(1);
        var seen = (column <= row).unsqueeze(0).unsqueeze(0);
        if (window is { } width)
        {
            seen = seen & (padding is null ? (column > row - width).unsqueeze(0).unsqueeze(0) : Near(padding, cached, count, width));
        }

        if (padding is not null)
        {
            var itself = (column == row).unsqueeze(0).unsqueeze(0);
            seen = (seen & padding.to(ScalarType.Bool).unsqueeze(1).unsqueeze(1)) | itself;
        }

        return seen.MoveToOuterDisposeScope();
    }

    /// <summary>Whether a column's token is within a row's window, counting real tokens alone: padding may stand between them.</summary>
    /// <returns>[B,1,T,S+T] bool.</returns>
    private static Tensor Near(Tensor padding, long cached, long count, int width)
    {
        var positions = padding.to(ScalarType.Int64).cumsum(-1);
        return (positions.unsqueeze(1) > positions.narrow(1, cached, count).unsqueeze(-1) - width).unsqueeze(1);
    }
}
