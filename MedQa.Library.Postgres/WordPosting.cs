namespace MedQa.Library.Postgres;

/// <summary>A word's places in one text.</summary>
/// <param name="Row">Which text.</param>
/// <param name="Term">The word, stemmed.</param>
/// <param name="Places">Where it stands, rising: the column (title 0, headings 1, text 2) in the bits from <see cref="ColumnBits"/> on, the number of words before it in the column below.</param>
internal sealed record WordPosting(int Row, string Term, List<int> Places)
{
    /// <summary>The bits of a place below its column's.</summary>
    public const int ColumnBits = 28;
}
