using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// torch's FlashAttention (Dao, 2023, arXiv:2307.08691) over packed sequences. TorchSharp does not show these two operations, so
/// they are reached through a script.
/// </summary>
internal static class FlashAttention
{
    private const string Source =
        """
        def forward(q: Tensor, k: Tensor, v: Tensor, starts: Tensor, longest: int, window: int):
            out, lse, seed, offset, mask = torch._flash_attention_forward(
                q, k, v, starts, starts, longest, longest, 0.0, True, False, scale=None, window_size_left=window, window_size_right=0)
            return [out, lse, seed, offset]

        def backward(
            grad: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, seed: Tensor, offset: Tensor,
            starts: Tensor, longest: int, window: int):
            dq, dk, dv = torch._flash_attention_backward(
                grad, q, k, v, out, lse, starts, starts, longest, longest, 0.0, True, seed, offset,
                scale=None, window_size_left=window, window_size_right=0)
            return [dq, dk, dv]

        """;

    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(Source + "\n"));

    public static AttentionResult Forward(Tensor queries, Tensor keys, Tensor values, PackedSequences sequences, int? window)
    {
        var result = (Tensor[])Script.Value.invoke("forward", queries, keys, values, sequences.Starts, (long)sequences.Longest, Left(window))!;
        return new AttentionResult(result[0], result[1..]);
    }

    public static (Tensor Queries, Tensor Keys, Tensor Values) Backward(
        Tensor grad, Tensor queries, Tensor keys, Tensor values, AttentionResult forward, PackedSequences sequences, int? window)
    {
        var result = (Tensor[])Script.Value.invoke(
            "backward", grad, queries, keys, values, forward.Attended, forward.State[0], forward.State[1], forward.State[2], sequences.Starts, (long)sequences.Longest, Left(window))!;
        return (result[0], result[1], result[2]);
    }

    /// <summary>How many tokens before itself a token sees; -1: all.</summary>
    private static long Left(int? window) => window is { } width ? width - 1 : -1;
}
