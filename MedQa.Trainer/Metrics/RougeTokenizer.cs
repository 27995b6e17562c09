using System.Text;
using MedQa.Model.Text;

namespace MedQa.Trainer.Metrics;

/// <summary>
/// rouge_score's words: lower case, every run of characters other than a to z and 0 to 9 separates. With stemming, words of
/// more than three letters are replaced by their stem.
/// </summary>
public static class RougeTokenizer
{
    private const char KelvinSign = '\u212A';

    /// <summary>Its lower case is an i and a combining dot, which separates.</summary>
    private const char DottedI = '\u0130';

    /// <summary>The words of a text, in order.</summary>
    public static IReadOnlyList<string> Tokenize(string text, bool stem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var character in text)
        {
            var lower = Lower(character);
            if (lower != ' ')
            {
                word.Append(lower);
            }

            if (lower == ' ' || character == DottedI)
            {
                Take(words, word, stem);
            }
        }

        Take(words, word, stem);
        return words;
    }

    // The two characters outside ASCII whose lower case begins inside it.
    private static char Lower(char character) => character switch
    {
        >= 'a' and <= 'z' or >= '0' and <= '9' => character,
        >= 'A' and <= 'Z' => (char)(character | 0x20),
        KelvinSign => 'k',
        DottedI => 'i',
        _ => ' ',
    };

    private static void Take(List<string> words, StringBuilder word, bool stem)
    {
        if (word.Length == 0)
        {
            return;
        }

        var text = word.ToString();
        words.Add(stem && text.Length > 3 ? PorterStemmer.Stem(text) : text);
        word.Clear();
    }
}
