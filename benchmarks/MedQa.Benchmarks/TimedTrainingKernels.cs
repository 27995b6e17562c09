using System.Globalization;
using MedQa.Model.Cuda;
using MedQa.Model.Fused;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>Measures each sort of kernel by the device's clock. What is left of a step are matrix products, dequantization, the optimizer and waiting.</summary>
internal sealed class TimedTrainingKernels(TrainingKernels kernels, Device device) : TrainingKernels
{
    private readonly List<(string Name, GpuTimer Timer)> marks = [];

    /// <summary>Milliseconds of each sort since the last call.</summary>
    public IReadOnlyDictionary<string, double> Take()
    {
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, timer) in marks)
        {
            sums[name] = sums.GetValueOrDefault(name) + timer.Elapsed.TotalMilliseconds;
            timer.Dispose();
        }

        marks.Clear();
        return sums;
    }

    public override NormResult AddNorm(Tensor x, Tensor? delta, Tensor weight, double epsilon, int copies, Dropout dropout) =>
        Time("norm", () => kernels.AddNorm(x, delta, weight, epsilon, copies, dropout));

    public override void NormBackward(Tensor grad, Tensor? terms, Tensor x, Tensor reciprocal, Tensor weight, Tensor dx, Dropout dropout) =>
        Time("norm, backward", () => kernels.NormBackward(grad, terms, x, reciprocal, weight, dx, dropout));

    public override void Rotate(Tensor packed, Tensor positions, (Tensor Cos, Tensor Sin) angles, int heads) =>
        Time("rotary", () => kernels.Rotate(packed, positions, angles, heads));

    public override Tensor RotateBack(Tensor queries, Tensor keys, Tensor values, Tensor positions, (Tensor Cos, Tensor Sin) angles) =>
        Time("rotary", () => kernels.RotateBack(queries, keys, values, positions, angles));

    public override AttentionResult Attention(Tensor queries, Tensor keys, Tensor values, PackedSequences sequences, int? window) =>
        Time("attention", () => kernels.Attention(queries, keys, values, sequences, window));

    public override (Tensor Queries, Tensor Keys, Tensor Values) AttentionBackward(
        Tensor grad, Tensor queries, Tensor keys, Tensor values, AttentionResult result, PackedSequences sequences, int? window) =>
        Time("attention, backward", () => kernels.AttentionBackward(grad, queries, keys, values, result, sequences, window));

    public override Tensor Drop(Tensor x, Dropout dropout) => Time("dropout", () => kernels.Drop(x, dropout));

    public override void DropBackward(Tensor x, Tensor term, Tensor grad, Dropout dropout) =>
        Time("dropout", () => kernels.DropBackward(x, term, grad, dropout));

    public override (Tensor Product, Tensor? Copy) SwiGlu(Tensor gate, Tensor up, Dropout dropout) =>
        Time("swiglu", () => kernels.SwiGlu(gate, up, dropout));

    public override void SwiGluBackward(Tensor gate, Tensor up, Tensor grad, Tensor? term, Dropout dropout) =>
        Time("swiglu, backward", () => kernels.SwiGluBackward(gate, up, grad, term, dropout));

    public override Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double? scale) =>
        Time("cross-entropy", () => kernels.CrossEntropy(logits, targets, weights, scale));

    public override void NarrowMatrices(Tensor source, Tensor destination, Tensor table) =>
        Time("adapter to bf16", () => kernels.NarrowMatrices(source, destination, table));

    public override void AddGradient(Tensor source, Tensor destination, double scale) =>
        Time("adding gradients", () => kernels.AddGradient(source, destination, scale));

    /// <summary>A line a sort.</summary>
    public static string Table(IReadOnlyDictionary<string, double> sums, double stepMilliseconds) => string.Join('\n', sums
        .Append(new("matrix products, and waiting", stepMilliseconds - sums.Values.Sum()))
        .OrderByDescending(s => s.Value)
        .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value,9:0.00} ms {s.Value / stepMilliseconds,6:P1}  {s.Key}")));

    private void Time(string name, Action work) => Time(name, () =>
    {
        work();
        return 0;
    });

    private T Time<T>(string name, Func<T> work)
    {
        var timer = new GpuTimer(device);
        timer.Start();
        var result = work();
        timer.Stop();
        marks.Add((name, timer));
        return result;
    }
}
