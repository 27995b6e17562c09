using System.Text.RegularExpressions;

namespace MedQa.Library.Grounding;

/// <summary>Tells sentences that address a language model or the answering system from those written for a reader.</summary>
internal static partial class ModelOrders
{
    /// <summary>Whether a sentence gives an order to a model.</summary>
    public static bool IsOrder(string sentence) => Orders().IsMatch(sentence);

    [GeneratedRegex(
        @"\b(ignore|disregard|forget)\s+(all\s+|any\s+)?(of\s+)?(the\s+|your\s+|these\s+|those\s+)?(previous|prior|above|earlier|preceding)\s+(instructions?|prompts?|rules|messages?|directions|text)|" +
        @"\bas an? (ai|language model|assistant)\b|\[/?inst\]|<\|[a-z_]+\|>|^\s*(system|assistant|user)\s*:|\btell the user\b|\brespond only with\b|\bsystem prompt\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Orders();
}
