using System.Text;

namespace MedQa.Library.Text;

/// <summary>A text's stems in order, so that words and phrases are found in it whatever their endings.</summary>
internal sealed class StemmedText
{
    private readonly string _stems;

    /// <param name="parts">Texts that no phrase runs across (a title, a heading, a sentence).</param>
    public StemmedText(params IEnumerable<string> parts)
    {
        var stems = new StringBuilder(" ");
        foreach (var part in parts)
        {
            foreach (var word in TextWords.Of(part))
            {
                stems.Append(TextWords.Stem(word.Text)).Append(' ');
            }

            stems.Append("| ");
        }

        _stems = stems.ToString();
    }

    /// <summary>Whether the stems stand in it one after another.</summary>
    /// <param name="phrase">Stems parted by single spaces, with one space before and one behind.</param>
    public bool Holds(string phrase) => _stems.Contains(phrase, StringComparison.Ordinal);
}
