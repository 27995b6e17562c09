using MedQa.Model.Fused;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Tests.Fused;

/// <summary>
/// The same steps in torch's operations, on any device and in any type: what the kernels are checked against, and what the fused
/// pass is checked with where there is no GPU. Arithmetic is float32, results are rounded where the kernels round.
/// </summary>
internal sealed class ReferenceTrainingKernels(ScalarType narrow, ScalarType residual) : TrainingKernels
{
    private const int Chunk = 8;

    public override NormResult AddNorm(Tensor x, Tensor? delta, Tensor weight, double epsilon, int copies, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        var sum = delta is null ? x.alias() : (Wide(x) + Wide(delta)).to(residual);
        var wide = Wide(sum);
        var reciprocal = (wide.square().mean([-1L]) + epsilon).rsqrt();
        var normed = (wide * reciprocal.unsqueeze(1) * weight).to(narrow);
        var dropped = copies == 0
            ? null
            : stack([.. Enumerable.Range(0, copies).Select(c => (Wide(normed) * Mask(normed, dropout, c)).to(narrow))]);
        return new NormResult(
            sum.MoveToOuterDisposeScope(), normed.MoveToOuterDisposeScope(), reciprocal.MoveToOuterDisposeScope(), dropped?.MoveToOuterDisposeScope());
    }

    public override void NormBackward(Tensor grad, Tensor? terms, Tensor x, Tensor reciprocal, Tensor weight, Tensor dx, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        var g = Wide(grad);
        for (var c = 0; c < (terms?.size(0) ?? 0); c++)
        {
            var term = Wide(terms![c]);
            g = g + (dropout.IsOn ? term * Mask(term, dropout, c) : term);
        }

        g = g * weight;
        var r = reciprocal.unsqueeze(1);
        var unit = Wide(x) * r;
        dx.copy_(Wide(dx) + (r * (g - (unit * (g * unit).mean([-1L], keepdim: true)))));
    }

    public override void Rotate(Tensor packed, Tensor positions, (Tensor Cos, Tensor Sin) angles, int heads)
    {
        using var scope = NewDisposeScope();
        var size = angles.Cos.size(1) * 2;
        var turned = packed.narrow(1, 0, heads * size).view(packed.size(0), heads, size);
        turned.copy_(Turn(turned, Pick(angles.Cos, positions), Pick(angles.Sin, positions)));
    }

    public override Tensor RotateBack(Tensor queries, Tensor keys, Tensor values, Tensor positions, (Tensor Cos, Tensor Sin) angles)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = (Pick(angles.Cos, positions), -Pick(angles.Sin, positions));
        Tensor[] parts = [Turn(queries, cos, sin), Turn(keys, cos, sin), Wide(values)];
        return cat([.. parts.Select(p => p.to(narrow).reshape(p.size(0), -1))], 1).MoveToOuterDisposeScope();
    }

    public override AttentionResult Attention(Tensor queries, Tensor keys, Tensor values, PackedSequences sequences, int? window)
    {
        using var scope = NewDisposeScope();
        return new AttentionResult(Attend(queries, keys, values, sequences, window).to(narrow).MoveToOuterDisposeScope(), []);
    }

    public override (Tensor Queries, Tensor Keys, Tensor Values) AttentionBackward(
        Tensor grad, Tensor queries, Tensor keys, Tensor values, AttentionResult result, PackedSequences sequences, int? window)
    {
        using var scope = NewDisposeScope();
        using var grads = enable_grad();
        Tensor[] leaves = [.. new[] { queries, keys, values }.Select(t => Wide(t).detach().clone().requires_grad_(true))];
        var given = autograd.grad([Attend(leaves[0], leaves[1], leaves[2], sequences, window)], leaves, [Wide(grad)]);
        return (Narrow(given[0]), Narrow(given[1]), Narrow(given[2]));

        Tensor Narrow(Tensor t) => t.to(narrow).contiguous().MoveToOuterDisposeScope();
    }

    public override Tensor Drop(Tensor x, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        return (Wide(x) * Mask(x, dropout, 0)).to(narrow).MoveToOuterDisposeScope();
    }

    public override void DropBackward(Tensor x, Tensor term, Tensor grad, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        var mask = Mask(x, dropout, 0);
        grad.copy_(Wide(grad) + (mask * Wide(term)));
        term.copy_(Wide(x) * mask);
    }

    public override (Tensor Product, Tensor? Copy) SwiGlu(Tensor gate, Tensor up, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        var product = (F.silu(Wide(gate)) * Wide(up)).to(narrow);
        var copy = dropout.IsOn ? Drop(product, dropout) : null;
        return (product.MoveToOuterDisposeScope(), copy?.MoveToOuterDisposeScope());
    }

    public override void SwiGluBackward(Tensor gate, Tensor up, Tensor grad, Tensor? term, Dropout dropout)
    {
        using var scope = NewDisposeScope();
        var (g, u, d) = (Wide(gate), Wide(up), Wide(grad));
        var sigma = g.sigmoid();
        var silu = g * sigma;
        if (term is not null)
        {
            var mask = dropout.IsOn ? Mask(term, dropout, 0) : ones(1, ScalarType.Float32, term.device);
            d = d + (mask * Wide(term));
            term.copy_(mask * Wide((silu * u).to(narrow)));
        }

        gate.copy_(d * u * (sigma + (silu * (1 - sigma))));
        up.copy_(d * silu);
    }

    public override Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double? scale)
    {
        using var scope = NewDisposeScope();
        var wide = Wide(logits);
        var weight = weights ?? ones_like(targets, dtype: ScalarType.Float32);
        var losses = F.cross_entropy(wide, targets, reduction: nn.Reduction.None) * weight;
        if (scale is { } factor)
        {
            var one = F.one_hot(targets, logits.size(1)).to(ScalarType.Float32);
            logits.copy_((F.softmax(wide, -1) - one) * (weight * factor).unsqueeze(1));
        }

        return losses.MoveToOuterDisposeScope();
    }

    public override void NarrowMatrices(Tensor source, Tensor destination, Tensor table)
    {
        using var scope = NewDisposeScope();
        var numbers = table.cpu().data<long>().ToArray();
        for (var m = 0; m < numbers.Length; m += 5)
        {
            var (from, to, rows, columns, padded) = (numbers[m], numbers[m + 1], numbers[m + 2], numbers[m + 3], numbers[m + 4]);
            destination.narrow(0, to, rows * padded).view(rows, padded).narrow(1, 0, columns).copy_(source.narrow(0, from, rows * columns).view(rows, columns));
        }
    }

    public override void AddGradient(Tensor source, Tensor destination, double scale)
    {
        using var scope = NewDisposeScope();
        destination.add_(Wide(source.narrow(0, 0, destination.size(0)).narrow(1, 0, destination.size(1))) * scale);
    }

    private static Tensor Wide(Tensor x) => x.to(ScalarType.Float32);

    private static Tensor Pick(Tensor table, Tensor positions) => table.index_select(0, positions).unsqueeze(1);

    private static Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.size(-1) / 2;
        var (a, b) = (Wide(x).narrow(-1, 0, half), Wide(x).narrow(-1, half, half));
        return cat([(a * cos) - (b * sin), (b * cos) + (a * sin)], -1);
    }

    /// <summary>Each sequence's own attention, float32.</summary>
    private static Tensor Attend(Tensor queries, Tensor keys, Tensor values, PackedSequences sequences, int? window)
    {
        var parts = new List<Tensor>();
        long start = 0;
        foreach (var length in sequences.Lengths)
        {
            var (q, k, v) = (Part(queries), Part(keys), Part(values));
            var row = arange(length, device: q.device).unsqueeze(1);
            var column = arange(length, device: q.device).unsqueeze(0);
            var seen = column <= row;
            if (window is { } width)
            {
                seen = seen & (column > row - width);
            }

            parts.Add(F.scaled_dot_product_attention(q, Repeat(k, q), Repeat(v, q), attn_mask: seen).squeeze(0).transpose(0, 1));
            start += length;

            Tensor Part(Tensor t) => Wide(t.narrow(0, start, length)).transpose(0, 1).unsqueeze(0);
        }

        return cat(parts, 0);
    }

    private static Tensor Repeat(Tensor x, Tensor queries) => x.repeat_interleave(queries.size(1) / x.size(1), 1);

    /// <summary>The mask of one copy, float32 in the shape of <paramref name="x"/>: its values are those of the kernels.</summary>
    private static Tensor Mask(Tensor x, Dropout dropout, int copy)
    {
        var values = new float[x.numel()];
        for (var i = 0; i < values.Length; i += Chunk)
        {
            Philox.Fill(dropout with { Stream = dropout.Stream + copy }, i / Chunk, values.AsSpan(i, Chunk));
        }

        return tensor(values).view(x.shape).to(x.device);
    }
}
