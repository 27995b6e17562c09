using System.Globalization;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>How a report writes its figures: parts as percentages with one decimal, the same in every culture.</summary>
internal static class ReportNumbers
{
    /// <summary>A number as it is, with one decimal.</summary>
    public static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A part of 1 in percent.</summary>
    public static string Percent(double part) => Number(100 * part);

    /// <summary>A part of 1 in percent, with its interval.</summary>
    public static string Percent(Interval interval) => $"{Percent(interval.Value)} [{Percent(interval.Low)}, {Percent(interval.High)}]";

    /// <summary>A difference of two parts in points, with its sign.</summary>
    public static string Signed(double part) => (100 * part).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>A difference in points, with its sign and its interval.</summary>
    public static string Signed(PairedDifference difference) => $"{Signed(difference.Value)} [{Signed(difference.Low)}, {Signed(difference.High)}]";

    /// <summary>A difference as it is, with its sign and its interval.</summary>
    public static string SignedNumber(PairedDifference difference)
    {
        return $"{Text(difference.Value)} [{Text(difference.Low)}, {Text(difference.High)}]";

        static string Text(double value) => value.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
    }

    /// <summary>A p-value to three decimals.</summary>
    public static string P(double p) => p < 0.001 ? "p < 0.001" : $"p = {p.ToString("0.000", CultureInfo.InvariantCulture)}";
}
