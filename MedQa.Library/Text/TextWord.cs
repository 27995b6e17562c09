namespace MedQa.Library.Text;

/// <summary>A word where it stands.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Start">Its first UTF-16 character in the text.</param>
internal readonly record struct TextWord(string Text, int Start)
{
    /// <summary>The first character after it.</summary>
    public int End => Start + Text.Length;
}
