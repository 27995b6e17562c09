namespace MedQa.Model.Tokenization.Words;

/// <summary>Parts numbers from the rest, each digit on its own or a run of them together.</summary>
/// <param name="individual">Whether each digit is a part.</param>
internal sealed class DigitSplitter(bool individual) : IWordSplitter
{
    /// <inheritdoc/>
    public int FirstLength(ReadOnlySpan<char> text)
    {
        if (Characters.First(text, out var length) == CharacterClass.Number)
        {
            return individual ? length : Characters.Run(text, CharacterClass.Number);
        }

        var end = length;
        while (end < text.Length && Characters.First(text[end..], out length) != CharacterClass.Number)
        {
            end += length;
        }

        return end;
    }
}
