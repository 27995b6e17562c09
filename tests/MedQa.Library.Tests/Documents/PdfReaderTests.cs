using System.Text;
using MedQa.Library.Documents;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace MedQa.Library.Tests.Documents;

public sealed class PdfReaderTests
{
    [Fact]
    public void Read_TwoPages_KeepsPagesParagraphsAndTitle()
    {
        var builder = new PdfDocumentBuilder { DocumentInformation = { Title = "Warfarin leaflet", CreationDate = "D:20220301101500Z" } };
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var first = builder.AddPage(595, 842);
        first.AddText("Warfarin thins the blood of pa-", 11, new PdfPoint(50, 780), font);
        first.AddText("tients. Tests are needed.", 11, new PdfPoint(50, 766), font);
        first.AddText("Avoid alcohol.", 11, new PdfPoint(50, 700), font);
        builder.AddPage(595, 842).AddText("Seek help for black stools.", 11, new PdfPoint(50, 780), font);

        var document = Read.Bytes("x/warfarin.pdf", builder.Build());

        Assert.Equal("Warfarin leaflet", document.Title);
        Assert.Equal(new DateOnly(2022, 3, 1), document.Date);
        Assert.Equal([" @1: Warfarin thins the blood of patients. Tests are needed.\nAvoid alcohol.", " @2: Seek help for black stools."], Read.Sections(document));
    }

    [Fact]
    public void Read_RunningHeadsAndSentencesOverPages_AreMended()
    {
        string[][] pages =
        [
            ["Clinic leaflet", "Warfarin thins the blood.", "Ask before you take hyper-", "Page 1 of 4"],
            ["Clinic leaflet", "tension tablets. Avoid alcohol and", "Page 2 of 4"],
            ["Clinic leaflet", "cranberries", "Page 3 of 4"],
            ["Clinic leaflet", "in large amounts. Seek help early.", "Page 4 of 4"],
        ];
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var lines in pages)
        {
            var page = builder.AddPage(595, 842);
            foreach (var (line, i) in lines.Select((line, i) => (line, i)))
            {
                page.AddText(line, 11, new PdfPoint(50, 780 - (14 * i)), font);
            }
        }

        Assert.Equal(
            [
                " @1: Warfarin thins the blood. Ask before you take hypertension tablets.",
                " @2: Avoid alcohol and cranberries in large amounts.",
                " @4: Seek help early.",
            ],
            Read.Sections(Read.Bytes("a.pdf", builder.Build())));
    }

    /// <summary>Written by hand from the format's description, so that not only the library's own writer is read.</summary>
    [Fact]
    public void Read_HandWrittenFile_GivesItsText()
    {
        var document = Read.Bytes("hand.pdf", HandWritten("BT /F1 12 Tf 72 720 Td (Chest pain \\(new\\) is urgent.) Tj ET"));
        Assert.Equal("hand", document.Title);
        Assert.Null(document.Date);
        Assert.Equal([" @1: Chest pain (new) is urgent."], Read.Sections(document));
    }

    [Fact]
    public void Read_NoTextOnItsPages_AsksForRecognition() => Assert.Contains("recognise their text", Read.Refusal("scan.pdf", HandWritten("0 0 100 100 re f")), StringComparison.Ordinal);

    [Fact]
    public void Read_Damaged_IsRefused()
    {
        var whole = HandWritten("BT /F1 12 Tf 72 720 Td (secret) Tj ET");
        Assert.Contains("no PDF that can be read", Read.Refusal("a.pdf", whole[..60]), StringComparison.Ordinal);
        Assert.Contains("no PDF that can be read", Read.Refusal("a.pdf", "secret"), StringComparison.Ordinal);
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var damaged = whole.ToArray();
            random.NextBytes(damaged.AsSpan(random.Next(damaged.Length - 8), 8));
            var thrown = Xunit.Record.Exception(() => Read.Bytes("a.pdf", damaged));
            Assert.True(thrown is null or DocumentException, thrown?.GetType().Name);
        }
    }

    [Fact]
    public void Read_TooManyPages_IsRefused()
    {
        var builder = new PdfDocumentBuilder();
        builder.AddPage(100, 100);
        builder.AddPage(100, 100);
        Assert.Contains("has 2 pages, more than the 1", Read.Refusal("a.pdf", builder.Build(), new DocumentLimits { MaxPages = 1 }), StringComparison.Ordinal);
    }

    private static byte[] HandWritten(string content)
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (text, i) in objects.Select((text, i) => (text, i)))
        {
            offsets.Add(file.Length);
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{text}\nendobj\n");
        }

        var table = file.Length;
        file.Append("xref\n0 6\n0000000000 65535 f \n").AppendJoin("", offsets.Select(o => $"{o:D10} 00000 n \n"));
        file.Append(System.Globalization.CultureInfo.InvariantCulture, $"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}
