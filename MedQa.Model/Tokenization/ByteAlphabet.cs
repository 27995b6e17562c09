namespace MedQa.Model.Tokenization;

/// <summary>
/// GPT-2's way of writing bytes as characters that can be seen (openai/gpt-2, encoder.py, <c>bytes_to_unicode</c>): the printable ones
/// of Latin-1 (! to ~, ¡ to ¬, ® to ÿ) stand for themselves, the others follow from U+0100 in order. A space is Ġ, a newline Ċ.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = MakeCharacters();
    private static readonly short[] Bytes = MakeBytes();

    /// <summary>The character that a byte is written as.</summary>
    public static char ToChar(byte value) => Characters[value];

    /// <summary>The bytes of a token as a vocabulary writes it; null where a character stands for no byte.</summary>
    public static byte[]? ToBytes(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] >= Bytes.Length || Bytes[token[i]] < 0)
            {
                return null;
            }

            bytes[i] = (byte)Bytes[token[i]];
        }

        return bytes;
    }

    private static char[] MakeCharacters()
    {
        var characters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
        {
            characters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : next++;
        }

        return characters;
    }

    private static short[] MakeBytes()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (short value = 0; value < 256; value++)
        {
            bytes[Characters[value]] = value;
        }

        return bytes;
    }
}
