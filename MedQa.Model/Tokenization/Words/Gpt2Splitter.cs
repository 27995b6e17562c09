namespace MedQa.Model.Tokenization.Words;

/// <summary>GPT-2's pattern, <see cref="Pattern"/>, by hand: each alternative in turn.</summary>
internal sealed class Gpt2Splitter : IWordSplitter
{
    /// <summary>The pattern as files write it.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public int FirstLength(ReadOnlySpan<char> text)
    {
        var contraction = Characters.Contraction(text, ignoreCase: false);
        if (contraction > 0)
        {
            return contraction;
        }

        var space = text[0] == ' ' ? 1 : 0;
        if (space < text.Length)
        {
            var kind = Characters.First(text[space..], out _);
            if (kind != CharacterClass.Space)
            {
                return space + Characters.Run(text[space..], kind);
            }
        }

        return Characters.SpaceBeforeWord(text);
    }
}
