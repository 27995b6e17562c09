using System.Text;

namespace MedQa.Local.Tests;

/// <summary>Keeps lines that several threads write, and can be read meanwhile.</summary>
internal sealed class LockedWriter : TextWriter
{
    private readonly StringBuilder text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (text)
        {
            text.Append(value).Append('\n');
        }
    }

    public override string ToString()
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
