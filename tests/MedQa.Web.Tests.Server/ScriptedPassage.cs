using MedQa.V1;

namespace MedQa.Web.Tests.Server;

/// <summary>A passage of the scripted library.</summary>
public sealed record ScriptedPassage(
    string Title, string Heading, string Text, string Document = "page.md", int Page = 0, string Date = "2026-11-23", string Note = "not clinically reviewed",
    long Id = 0)
{
    internal Passage ToMessage() => new()
    {
        Id = Id,
        Document = Document,
        Title = Title,
        Headings = { Title, Heading },
        Page = Page,
        Date = Date,
        Text = Text,
        Note = Note,
    };
}
