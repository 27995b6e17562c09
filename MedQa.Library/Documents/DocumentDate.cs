using System.Globalization;

namespace MedQa.Library.Documents;

/// <summary>Dates as documents write them: ISO 8601, down to the year (<c>2024</c>, <c>2024-05</c>, <c>2024-05-17</c>, <c>2024-05-17T09:30:00Z</c>).</summary>
internal static class DocumentDate
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM", "yyyy"];

    /// <summary>The date, of a month or a year its first day; null where the text is none of these.</summary>
    public static DateOnly? Parse(string? text)
    {
        var day = text?.Trim() ?? "";
        if (day.Length > 10 && day[10] is ('T' or ' '))
        {
            day = day[..10];
        }

        return DateOnly.TryParseExact(day, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }
}
