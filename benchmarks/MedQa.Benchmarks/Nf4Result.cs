using System.Text.Json;

namespace MedQa.Benchmarks;

/// <summary>What quantizing and dequantizing took; written as one line of JSON.</summary>
/// <param name="Threads">Threads computed with.</param>
/// <param name="Weights">Weights quantized, bf16.</param>
/// <param name="QuantizeMillionsPerSecond">Weights quantized a second, all threads together, in millions.</param>
/// <param name="QuantizeSevenBillionSeconds">What 7 billion weights would take at that rate.</param>
/// <param name="DequantizeMillionsPerSecond">Weights dequantized to bf16 a second, in millions.</param>
/// <param name="BytesPerWeight">Bytes of memory of a quantized weight, scales included.</param>
/// <param name="PeakMiB">The process's largest memory.</param>
/// <param name="LargestMatrixMiB">Of that, the largest unquantized matrix, which is there beside the quantized ones.</param>
internal sealed record Nf4Result(
    int Threads,
    long Weights,
    double QuantizeMillionsPerSecond,
    double QuantizeSevenBillionSeconds,
    double DequantizeMillionsPerSecond,
    double BytesPerWeight,
    double PeakMiB,
    double LargestMatrixMiB)
{
    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
