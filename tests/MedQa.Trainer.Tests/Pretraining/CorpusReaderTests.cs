using System.IO.Compression;
using System.Text;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pretraining;

namespace MedQa.Trainer.Tests.Pretraining;

public sealed class CorpusReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medqa-corpus-").FullName;

    [Fact]
    public void Read_TextFile_RowsAreSeparatedByEmptyLines()
    {
        var path = Write("a.txt", "one\ntwo\n\n  \nthree\n\nfour");

        var rows = CorpusReader.Read(new CorpusFile { Path = path }, path, holdOutEvery: 2).ToArray();

        Assert.Equal(["one\ntwo", "three", "four"], rows.Select(r => r.Text));
        Assert.Equal([true, false, true], rows.Select(r => r.HeldOut));
        Assert.All(rows, r => Assert.Equal("a", r.Source));
    }

    [Fact]
    public void Read_PackedJsonLines_AreTheRows()
    {
        var path = Path.Combine(folder, "b.jsonl.gz");
        using (var stream = new GZipStream(File.Create(path), CompressionMode.Compress))
        {
            stream.Write("{\"t\": \"é\"}\n{\"t\": \"b\"}\n"u8);
        }

        Assert.Equal(["é!", "b!"], CorpusReader.Read(new CorpusFile { Path = path, Template = "{t}!" }, path, 0).Select(r => r.Text));
    }

    [SkippableFact]
    public void Read_XzFile_GivesEveryRow()
    {
        var path = Goldens.RequireBesideModels("corpus/mts-dialog.jsonl.xz");

        var rows = CorpusReader.Read(new CorpusFile { Path = path, Template = "{note}\n{dialogue}" }, path, 50).ToArray();

        Assert.Equal(1201, rows.Length);
        Assert.Equal(25, rows.Count(r => r.HeldOut));
    }

    [Theory]
    [InlineData("{\"a\": 1}\nno json\n", "line 2")]
    [InlineData("{\"a\": 1}\n[1]\n", "line 2")]
    [InlineData("{\"b\": 1}\n", "'a' is missing")]
    public void Read_BrokenRow_NamesFileAndLineAndNotTheText(string content, string expected)
    {
        var path = Write("c.jsonl", content);

        var error = Assert.Throws<DataFileException>(() => CorpusReader.Read(new CorpusFile { Path = path, Template = "{a}" }, path, 0).ToArray());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutGzip_IsRefused()
    {
        var path = Path.Combine(folder, "d.jsonl.gz");
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 4000).Select(i => $"{{\"a\": \"{Guid.NewGuid()}\"}}\n"))));
        }

        File.WriteAllBytes(path, packed.ToArray()[..(int)(packed.Length / 2)]);

        var error = Assert.Throws<DataFileException>(() => CorpusReader.Read(new CorpusFile { Path = path, Template = "{a}" }, path, 0).ToArray());

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
