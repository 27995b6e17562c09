namespace MedQa.Model.Tokenization.Words;

/// <summary>Llama 3's pattern, <see cref="Pattern"/>, by hand: each alternative in turn.</summary>
internal sealed class Llama3Splitter : IWordSplitter
{
    /// <summary>The pattern as files write it.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const int MaxDigits = 3;

    /// <inheritdoc/>
    public int FirstLength(ReadOnlySpan<char> text)
    {
        var contraction = Characters.Contraction(text, ignoreCase: true);
        if (contraction > 0)
        {
            return contraction;
        }

        var first = Characters.First(text, out var length);
        var lead = first is CharacterClass.Letter or CharacterClass.Number || text[0] is '\r' or '\n' ? 0 : length;
        var letters = Characters.Run(text[lead..], CharacterClass.Letter);
        if (letters > 0)
        {
            return lead + letters;
        }

        if (first == CharacterClass.Number)
        {
            return Characters.Run(text, CharacterClass.Number, MaxDigits);
        }

        var space = text[0] == ' ' ? 1 : 0;
        var others = Characters.Run(text[space..], CharacterClass.Other);
        if (others > 0)
        {
            var end = space + others;
            var breaks = text[end..].IndexOfAnyExcept('\r', '\n');
            return breaks < 0 ? text.Length : end + breaks;
        }

        var lastBreak = text[..Characters.Run(text, CharacterClass.Space)].LastIndexOfAny('\r', '\n');
        return lastBreak >= 0 ? lastBreak + 1 : Characters.SpaceBeforeWord(text);
    }
}
