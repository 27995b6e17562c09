using System.Globalization;
using MedQa.Model.Quantization;
using MedQa.Model.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Training;

/// <summary>Knows an allocation that failed, whoever reports it, and says what to change.</summary>
internal static class MemoryErrors
{
    // CUDA's allocator and driver; torch's allocator of host memory, in its three wordings.
    private static readonly string[] Signs = ["out of memory", "can't allocate memory", "not enough memory", "CUDA_ERROR_OUT_OF_MEMORY"];

    /// <summary>Does work that may need more memory than there is.</summary>
    /// <param name="options">What the advice goes by.</param>
    /// <param name="doing">What is done, with sizes: <c>step 3 (16 rows, 7200 tokens)</c>. Called only where the memory did not suffice.</param>
    /// <exception cref="TrainingMemoryException">It did not.</exception>
    public static T Guard<T>(TrainingOptions options, Func<string> doing, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (Is(e))
        {
            throw new TrainingMemoryException(
                $"Out of memory at {doing()}: {FirstLine(e.Message)} What takes less: {string.Join("; ", Advice(options))}.", e);
        }
    }

    /// <summary>Whether an exception, or what led to it, is an allocation that failed.</summary>
    public static bool Is(Exception? e) => e switch
    {
        null => false,
        OutOfMemoryException => true,
        _ => Signs.Any(s => e.Message.Contains(s, StringComparison.OrdinalIgnoreCase)) || Is(e.InnerException),
    };

    /// <summary>The options that take less memory than these, the cheapest first.</summary>
    public static IReadOnlyList<string> Advice(TrainingOptions options)
    {
        var advice = new List<string>();
        void Add(bool helps, FormattableString text)
        {
            if (helps)
            {
                advice.Add(text.ToString(CultureInfo.InvariantCulture));
            }
        }

        Add(options.Batch > 1, $"batch {Math.Max(1, options.Batch / 2)} with accumulation {options.Accumulation * 2} (now {options.Batch} and {options.Accumulation}; the steps stay the same)");
        Add(options.Checkpointing != ActivationCheckpointing.All, $"checkpointing all (now {options.Checkpointing})");
        Add(options.MicroBatchTokens > options.MaxLength, $"microBatchTokens below {options.MicroBatchTokens}");
        Add(!options.Full && options.Quantization == QuantizationKind.None, $"quantization nf4");
        Add(options.Optimizer == OptimizerKind.AdamW, $"optimizer adamw_8bit or paged_adamw_8bit");
        Add(options.Optimizer == OptimizerKind.AdamW8bit, $"optimizer paged_adamw_8bit");
        Add(options.Full, $"an adapter in place of every weight (without full)");
        Add(true, $"maxLength below {options.MaxLength} (long rows lose the end of their context)");
        Add(!options.Full && options.Lora.Rank > 4, $"lora.rank below {options.Lora.Rank}");
        return advice;
    }

    /// <summary>An error's message without the C++ stack that torch adds below its first line.</summary>
    public static string FirstLine(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end].TrimEnd();
        return line.EndsWith(".", StringComparison.Ordinal) ? line.ToString() : $"{line}.";
    }
}
