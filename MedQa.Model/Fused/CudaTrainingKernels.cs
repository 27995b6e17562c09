using MedQa.Model.Cuda;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>The kernels on a GPU, compiled for it when this is made.</summary>
internal sealed class CudaTrainingKernels : TrainingKernels
{
    private const int Threads = 256;
    private const int MostThreads = 1024;
    private const int Chunk = 8;
    private const int BlocksPerMatrix = 64;

    /// <summary>More would leave the norm's backward pass, which keeps a row's gradient in registers, fewer of them than it takes.</summary>
    private const int MostRowThreads = 512;

    private readonly Device device;
    private readonly ScalarType narrow;
    private readonly CudaModule norm;
    private readonly CudaModule attention;
    private readonly CudaModule swiglu;
    private readonly CudaModule loss;
    private readonly CudaModule lora;

    /// <param name="device">A CUDA device.</param>
    /// <param name="narrow">bfloat16 or float16.</param>
    /// <param name="residual">The same, or float32.</param>
    /// <exception cref="CudaException">The kernels can't be compiled or loaded.</exception>
    public CudaTrainingKernels(Device device, ScalarType narrow, ScalarType residual)
    {
        this.device = device;
        this.narrow = narrow;
        string[] definitions = [CudaTypes.Element(narrow), $"RESIDUAL_F32={(residual == ScalarType.Float32 ? 1 : 0)}"];
        norm = CudaModule.Get(device, "norm.cu", definitions);
        attention = CudaModule.Get(device, "attention.cu", definitions);
        swiglu = CudaModule.Get(device, "swiglu.cu", definitions);
        loss = CudaModule.Get(device, "loss.cu", definitions);
        lora = CudaModule.Get(device, "lora.cu", definitions);
    }

    public override NormResult AddNorm(Tensor x, Tensor? delta, Tensor weight, double epsilon, int copies, Dropout dropout)
    {
        var (rows, width) = (x.size(0), x.size(1));
        var sum = delta is null ? x.alias() : empty_like(x);
        var normed = empty([rows, width], narrow, device);
        var reciprocal = empty(rows, ScalarType.Float32, device);
        var dropped = copies > 0 ? empty([copies, rows, width], narrow, device) : null;
        norm["add_norm"].Launch(
            rows, 1, RowThreads(width), x, delta, weight, sum, normed, reciprocal, dropped, copies, (int)width, (float)epsilon,
            dropout.Seed, dropout.Stream, dropout.Dropped, dropout.Keep, rows * width);
        return new NormResult(sum, normed, reciprocal, dropped);
    }

    public override void NormBackward(Tensor grad, Tensor? terms, Tensor x, Tensor reciprocal, Tensor weight, Tensor dx, Dropout dropout)
    {
        var (rows, width) = (x.size(0), x.size(1));
        norm["norm_backward"].Launch(
            rows, 1, RowThreads(width), grad, terms, x, reciprocal, weight, dx, KernelArgument.None, (int)(terms?.size(0) ?? 0), (int)width,
            dropout.Seed, dropout.Stream, dropout.Dropped, dropout.Keep, rows * width);
    }

    public override void Rotate(Tensor packed, Tensor positions, (Tensor Cos, Tensor Sin) angles, int heads)
    {
        var size = (int)angles.Cos.size(1) * 2;
        attention["rotate"].Launch(packed.size(0), 1, Threads, packed, positions, angles.Cos, angles.Sin, heads, (int)packed.size(1), size);
    }

    public override Tensor RotateBack(Tensor queries, Tensor keys, Tensor values, Tensor positions, (Tensor Cos, Tensor Sin) angles)
    {
        var (count, heads, pairs, size) = (queries.size(0), (int)queries.size(1), (int)keys.size(1), (int)queries.size(2));
        var packed = empty([count, (heads + (2 * pairs)) * size], narrow, device);
        attention["rotate_back"].Launch(
            count, 1, Threads, queries, keys, values, packed, positions, angles.Cos, angles.Sin, heads, pairs, size);
        return packed;
    }

    public override AttentionResult Attention(Tensor queries, Tensor keys, Tensor values, PackedSequences sequences, int? window) =>
        FlashAttention.Forward(queries, keys, values, sequences, window);

    public override (Tensor Queries, Tensor Keys, Tensor Values) AttentionBackward(
        Tensor grad, Tensor queries, Tensor keys, Tensor values, AttentionResult result, PackedSequences sequences, int? window) =>
        FlashAttention.Backward(grad, queries, keys, values, result, sequences, window);

    public override Tensor Drop(Tensor x, Dropout dropout)
    {
        var result = empty_like(x);
        attention["drop"].Launch(
            Blocks(x), 1, Threads, x, result, x.numel(), dropout.Seed, dropout.Stream, dropout.Dropped, dropout.Keep);
        return result;
    }

    public override void DropBackward(Tensor x, Tensor term, Tensor grad, Dropout dropout) => attention["drop_backward"].Launch(
        Blocks(x), 1, Threads, x, term, grad, x.numel(), dropout.Seed, dropout.Stream, dropout.Dropped, dropout.Keep);

    public override (Tensor Product, Tensor? Copy) SwiGlu(Tensor gate, Tensor up, Dropout dropout)
    {
        var product = empty_like(gate);
        var copy = dropout.IsOn ? empty_like(gate) : null;
        swiglu["swiglu"].Launch(
            Blocks(gate), 1, Threads, gate, up, product, copy, gate.numel(), dropout.Seed, dropout.Stream, dropout.Dropped, dropout.Keep);
        return (product, copy);
    }

    public override void SwiGluBackward(Tensor gate, Tensor up, Tensor grad, Tensor? term, Dropout dropout) => swiglu["swiglu_backward"].Launch(
        Blocks(gate), 1, Threads, gate, up, grad, term, gate.numel(), dropout.Seed, dropout.Stream, dropout.Dropped, dropout.Keep);

    public override Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double? scale)
    {
        var losses = empty(logits.size(0), ScalarType.Float32, device);
        loss["cross_entropy"].Launch(
            logits.size(0), 1, MostThreads, logits, targets, weights, losses, (int)logits.size(1), (float)(scale ?? 0), scale is null ? 0 : 1);
        return losses;
    }

    public override void NarrowMatrices(Tensor source, Tensor destination, Tensor table) =>
        lora["narrow_matrices"].Launch(BlocksPerMatrix, table.size(0), Threads, source, destination, table);

    public override void AddGradient(Tensor source, Tensor destination, double scale)
    {
        var count = destination.numel();
        lora["add_gradient"].Launch(
            Math.Min(1024, (count + Threads - 1) / Threads), 1, Threads, source, destination, destination.size(0), destination.size(1), source.stride(0), (float)scale);
    }

    private static long Blocks(Tensor x) => ((x.numel() / Chunk) + Threads - 1) / Threads;

    /// <summary>Threads for a row: a whole number of warps, and a row in at most four rounds up to the widest row that <see cref="FusedTrainingPass"/> takes.</summary>
    private static int RowThreads(long width) => (int)Math.Clamp((((width / Chunk / 2) + 31) / 32) * 32, 32, MostRowThreads);
}
