namespace MedQa.Library.Documents;

/// <summary>What stands before an item of a list: <c>- </c>, <c>* </c>, <c>• </c>, <c>– </c>, <c>12. </c>, <c>12) </c> (up to three digits) or <c>a) </c>.</summary>
internal static class ListMark
{
    private const string Bullets = "-*+•‣◦▪●–—·";

    /// <summary>The length of the mark that a line begins with, with its space; 0 where it begins with none.</summary>
    public static int Length(ReadOnlySpan<char> line)
    {
        if (line.Length > 1 && Bullets.Contains(line[0], StringComparison.Ordinal) && line[1] == ' ')
        {
            return 2;
        }

        var digits = 0;
        while (digits < line.Length && digits < 3 && char.IsAsciiDigit(line[digits]))
        {
            digits++;
        }

        var label = digits > 0 ? digits : line.Length > 0 && char.IsAsciiLetterLower(line[0]) ? 1 : 0;
        var marked = label > 0 && line.Length > label + 1 && line[label + 1] == ' ';
        return marked && (line[label] == ')' || (line[label] == '.' && digits > 0)) ? label + 2 : 0;
    }
}
