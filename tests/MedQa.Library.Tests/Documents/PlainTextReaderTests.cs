using System.Text;
using MedQa.Library.Documents;

namespace MedQa.Library.Tests.Documents;

public sealed class PlainTextReaderTests
{
    [Fact]
    public void Read_WrappedText_GivesTitleAndParagraphs()
    {
        var document = Read.Text("x/leaflet.txt", "Your blood test\r\n\r\nA well-\r\nknown test for hyper-\r\ntension, up to 120-\r\n140.\r\n\r\n• No food before.\r\n• Water is\r\nfine.\r\n2) Rest");
        Assert.Equal("Your blood test", document.Title);
        Assert.Equal([": A wellknown test for hypertension, up to 120- 140.\n• No food before.\n• Water is fine.\n2) Rest"], Read.Sections(document));
    }

    [Theory]
    [InlineData("One line only")]
    [InlineData("A sentence.\n\nAnother.")]
    [InlineData("Two lines\nof text\n\nAnother.")]
    public void Read_NoTitle_TakesTheFilesName(string text) => Assert.Equal("leaflet", Read.Text("leaflet.txt", text).Title);

    [Fact]
    public void Read_OtherEncodings_ByTheirMark()
    {
        foreach (var encoding in new Encoding[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal([": Über 38 °C."], Read.Sections(Read.Bytes("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes("Über 38 °C.")])));
        }
    }

    [Fact]
    public void Read_NoText_SaysWhy()
    {
        Assert.Contains("is not in UTF-8", Read.Refusal("a.txt", Encoding.Latin1.GetBytes("secret naïve")), StringComparison.Ordinal);
        Assert.Contains("zero bytes", Read.Refusal("a.txt", "secret\0secret"), StringComparison.Ordinal);
        Assert.Equal("holds no text.", Read.Refusal("a.txt", "\u200b \n\t\n"));
        Assert.Contains("of no known format", Read.Refusal("a.docx", "secret"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PastALimit_SaysWhichOne()
    {
        Assert.Contains("is 11 bytes long, more than the 10", Read.Refusal("a.txt", "secret text", new DocumentLimits { MaxBytes = 10 }), StringComparison.Ordinal);
        Assert.Contains("more than 9 characters", Read.Refusal("a.txt", "secret text", new DocumentLimits { MaxCharacters = 9 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(
        () => DocumentReaders.Default.Read("Text."u8.ToArray(), "a.txt", new CancellationToken(true)));
}
