using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Quantization;

/// <summary>
/// y = x Wᵀ over an NF4 matrix (QLoRA's layer, Dettmers et al., 2023, arXiv:2305.14314): W is dequantized into the type of x for
/// the product, once more for the input's gradient ∂x = ∂y W, and dropped each time. W itself has no gradient.
/// </summary>
internal sealed class Nf4Linear : autograd.SingleTensorFunction<Nf4Linear>
{
    private const string Weight = "weight";

    /// <summary>
    /// The gradient last returned on this thread. TorchSharp's caller copies a returned tensor, but never frees the object; on a
    /// device's own thread no dispose scope does either.
    /// </summary>
    [ThreadStatic]
    private static Tensor? returned;

    /// <inheritdoc/>
    public override string Name => nameof(Nf4Linear);

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[..., in]; float32, float16 or bfloat16.</param>
    /// <param name="weight">[out, in], on the device of x; must live until the backward pass is over.</param>
    /// <returns>[..., out], in the type of x.</returns>
    public static Tensor Apply(Tensor x, Nf4Tensor weight) =>
        is_grad_enabled() && x.requires_grad ? apply(x, weight) : Multiply(x, weight);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var weight = (Nf4Tensor)vars[1];
        ctx.save_data(Weight, weight);
        return Multiply((Tensor)vars[0], weight);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var none = no_grad();
        returned?.Dispose();
        using var matrix = ((Nf4Tensor)ctx.get_data(Weight)).Dequantize(grad_output.dtype);
        returned = grad_output.matmul(matrix).DetachFromDisposeScope();
        grad_output.Dispose();
        return [returned, null!];
    }

    private static Tensor Multiply(Tensor x, Nf4Tensor weight)
    {
        using var matrix = weight.Dequantize(x.dtype);
        return F.linear(x, matrix);
    }
}
