namespace MedQa.Model.Tokenization.Words;

/// <summary>Cuts a text into parts that byte-pair merges don't reach across.</summary>
internal interface IWordSplitter
{
    /// <summary>The length of the first part of a text that is not empty; at least 1.</summary>
    int FirstLength(ReadOnlySpan<char> text);
}
