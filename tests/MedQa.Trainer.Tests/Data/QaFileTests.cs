using System.IO.Compression;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Tests.Data;

public sealed class QaFileTests : IDisposable
{
    private const string Row = """{"pubid": 7, "question": "Does it rain?", "context": {"contexts": ["It rains.", "It pours."]}, "long_answer": "It does.", "final_decision": "yes"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task LoadAsync_AuthorsJsonAndHubParquet_GiveTheSameRows()
    {
        var json = await QaFile.LoadAsync(Goldens.RequireBesideModels("pubmedqa/ori_pqal.json"));
        var parquet = await QaFile.LoadAsync(Goldens.RequireBesideModels("pubmedqa/pqa_labeled.parquet"));

        Assert.Equal(1000, json.Count);
        Assert.Equal(552, json.Count(r => r.Decision == "yes"));
        Assert.Equal(338, json.Count(r => r.Decision == "no"));
        Assert.Equal(110, json.Count(r => r.Decision == "maybe"));
        Assert.Equal(58, json.Count(r => r.Year is null));
        Assert.Equal(json.Select(WithoutYear).Order(), parquet.Select(WithoutYear).Order());
        Assert.All(parquet, r => Assert.Null(r.Year));
        Assert.Equal(json.ToDictionary(r => r.Id, r => r.MeshHeadings), parquet.ToDictionary(r => r.Id, r => r.MeshHeadings));
        Assert.Equal(14455, json.Sum(r => r.MeshHeadings.Count));
    }

    [Fact]
    public async Task LoadAsync_KeyedJsonInSmallReads_GivesEachRow()
    {
        var text = "{\n" + string.Join(",\n", Enumerable.Range(0, 300).Select(i =>
            $$"""  "id{{i}}": {"QUESTION": "q{{i}}?", "CONTEXTS": ["{{new string('c', i * 10)}}c"], "LONG_ANSWER": "a{{i}}", "YEAR": {{(i % 2 == 0 ? "\"1999\"" : "null")}}, "final_decision": "no", "LABELS": ["X"], "MESHES": ["m{{i}}", "Adult"]}""")) + "\n}\n \n";

        var rows = await QaFile.LoadAsync(Write("rows.json", text));

        Assert.Equal(300, rows.Count);
        Assert.Equal(new string('c', 2991), Assert.Single(rows[299].Contexts));
        Assert.Equal(("id299", "q299?", "a299", "no"), (rows[299].Id, rows[299].Question, rows[299].LongAnswer, rows[299].Decision));
        Assert.Equal(["m299", "Adult"], rows[299].MeshHeadings);
        Assert.Equal(1999, rows[298].Year);
        Assert.Null(rows[299].Year);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task LoadAsync_JsonLinesOfEitherNaming_GivesTheSameRow(string lineEnd)
    {
        var authors = """{"id": "7", "QUESTION": "Does it rain?", "CONTEXTS": ["It rains.", "It pours."], "LONG_ANSWER": "It does.", "final_decision": "yes"}""";

        var hubRow = Assert.Single(await QaFile.LoadAsync(Write("hub.jsonl", "\uFEFF" + Row + lineEnd + lineEnd)));
        var authorsRow = Assert.Single(await QaFile.LoadAsync(Write("authors.jsonl", lineEnd + authors)));

        Assert.Equal(WithoutYear(hubRow), WithoutYear(authorsRow));
        Assert.Equal(["It rains.", "It pours."], hubRow.Contexts);
        Assert.Empty(hubRow.MeshHeadings);
    }

    [Theory]
    [InlineData("""{"id": 1, "question": "q", "contexts": [], "long_answer": "a", "meshes": ["Rain", "Adult"]}""")]
    [InlineData("""{"id": 1, "question": "q", "context": {"contexts": [], "meshes": ["Rain", "Adult"]}, "long_answer": "a"}""")]
    [InlineData("""{"id": 1, "QUESTION": "q", "CONTEXTS": [], "LONG_ANSWER": "a", "MESHES": ["Rain", "Adult"]}""")]
    public async Task LoadAsync_JsonLinesWithHeadings_HasThem(string line) =>
        Assert.Equal(["Rain", "Adult"], Assert.Single(await QaFile.LoadAsync(Write("rows.jsonl", line))).MeshHeadings);

    [Fact]
    public async Task LoadAsync_JsonLinesWithoutIdOrDecision_NamesRowsByLine()
    {
        var rows = await QaFile.LoadAsync(Write("pairs.jsonl", "\n{\"question\": \"q\", \"contexts\": [], \"long_answer\": \"a\"}\n"));

        Assert.Equal("line 2", Assert.Single(rows).Id);
        Assert.Null(rows[0].Decision);
        Assert.Empty(rows[0].Contexts);
    }

    [Fact]
    public async Task LoadAsync_Gzip_IsDecompressed()
    {
        var path = _folder.File("rows.jsonl.gz");
        await File.WriteAllBytesAsync(path, Gzip(Row));

        Assert.Equal("7", Assert.Single(await QaFile.LoadAsync(path)).Id);
    }

    [Fact]
    public async Task LoadAsync_TruncatedGzip_SaysDamaged()
    {
        var path = _folder.File("rows.jsonl.gz");
        var many = string.Join('\n', Enumerable.Range(0, 2000).Select(i => Row.Replace("7", $"{i * 7919 % 2003}", StringComparison.Ordinal)));
        await File.WriteAllBytesAsync(path, Gzip(many)[..^2000]);

        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(path));

        Assert.Contains("truncated or damaged", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task OpenRead_Xz_IsDecompressed()
    {
        await using var stream = CompressedFile.OpenRead(Goldens.RequireBesideModels("corpus/mts-dialog.jsonl.xz"));
        var lines = new BoundedLineReader(stream, "mts", 1 << 20);
        while (await lines.ReadAsync(default) is not null)
        {
        }

        Assert.True(lines.LineNumber > 100, $"{lines.LineNumber} lines");
    }

    [Theory]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": ["SECRET"], "long_answer": "  ", "final_decision": "yes"}""", "field long_answer: is empty.")]
    [InlineData("""{"pubid": 1, "question": ["SECRET"], "contexts": ["SECRET"], "long_answer": "SECRET"}""", "field question: must be a text, but is a list.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": ["SECRET", 3], "long_answer": "SECRET"}""", "field contexts[1]: must be a text, but is a number.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": ["SECRET", ""], "long_answer": "SECRET"}""", "field contexts[1]: is empty.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": "SECRET", "long_answer": "SECRET"}""", "field contexts: must be a list of texts, but is a text.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "context": {}, "long_answer": "SECRET"}""", "field context.contexts: is missing")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "long_answer": "SECRET"}""", "field contexts: is missing")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": [], "long_answer": "SECRET", "meshes": "SECRET"}""", "field meshes: must be a list of texts, but is a text.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": [], "long_answer": "SECRET", "MESHES": ["SECRET", 3]}""", "field MESHES[1]: must be a text, but is a number.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "context": {"contexts": [], "meshes": [" "]}, "long_answer": "SECRET"}""", "field context.meshes[0]: is empty.")]
    [InlineData("""{"pubid": 1, "contexts": [], "long_answer": "SECRET"}""", "field question: is missing.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "QUESTION": "SECRET", "contexts": [], "long_answer": "SECRET"}""", "field question: is given as QUESTION too.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": [], "long_answer": "SECRET", "final_decision": "SECRET"}""", "field final_decision: must be one of yes, no, maybe, but is another text.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": [], "long_answer": "SECRET", "final_decision": true}""", "field final_decision: must be one of yes, no, maybe, but is true or false.")]
    [InlineData("""{"pubid": 1, "question": "SECRET", "contexts": [], "long_answer": "SECRET", "year": "SECRET"}""", "field year: must be a year of four digits")]
    [InlineData("""{"pubid": {}, "question": "SECRET", "contexts": [], "long_answer": "SECRET"}""", "field pubid: must be a text or a whole number, but is an object.")]
    [InlineData("""{"pubid": "", "question": "SECRET", "contexts": [], "long_answer": "SECRET"}""", "field pubid: must be 1 to 64 printable characters")]
    [InlineData("""{"pubid": 1, "pubid": 2, "question": "SECRET", "contexts": [], "long_answer": "SECRET"}""", "line 2: a field is given twice.")]
    [InlineData("""{"pubid": 1, "question": "SECRET\ud800", "contexts": [], "long_answer": "SECRET"}""", "line 2: a text is not valid Unicode.")]
    [InlineData("""["SECRET"]""", "line 2: must be a JSON object, but is a list.")]
    [InlineData("""{"pubid": 1, "question": "SECRET" """, "line 2: is not valid JSON")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}}}}}}}}}}""", "line 2: is not valid JSON")]
    [InlineData(Row, "line 2, field id: 7 is the id of an earlier row too.")]
    public async Task LoadAsync_BadSecondRow_SaysFileLineAndFieldButNoText(string line, string expected)
    {
        var path = Write("rows.jsonl", Row + "\n" + line + "\n");

        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(path));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{path}, line 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_WithProblems_ReportsAllAndKeepsTheGoodRows()
    {
        var path = Write("rows.jsonl", $"{Row}\nnot json\n{{\"question\": \"q\"}}\n{Row.Replace("7", "8", StringComparison.Ordinal)}\n");
        var problems = new List<DataProblem>();

        var rows = await QaFile.ReadAsync(path, QaFile.DefaultLabels, problems.Add).ToListAsync();

        Assert.Equal(["7", "8"], rows.Select(r => r.Id));
        Assert.Equal(["line 2/", "line 3/contexts", "line 3/long_answer"], problems.Select(p => $"{p.Place}/{p.Field}"));
    }

    [Theory]
    [InlineData("", "is not valid JSON")]
    [InlineData("[1]", "a row under each key")]
    [InlineData("{\"a\": {\"QUESTION\": 1},\n\"b\": {", "line 1, key a, field QUESTION: must be a text, but is a number.")]
    [InlineData("{\"a\": 3}", "key a: must be a JSON object, but is a number.")]
    [InlineData("{} {}", "is not valid JSON")]
    [InlineData("{}", "holds no rows")]
    [InlineData("{\"a\": {\"QUESTION\": \"q\", \"CONTEXTS\": [], \"LONG_ANSWER\": \"a\"},\n\n\"b\": {\"QUESTION\": \"q", "line 3: is not valid JSON")]
    [InlineData("{\"a\": {\"QUESTION\": \"q\", \"CONTEXTS\": [], \"LONG_ANSWER\": \"a\"},\n\n\"a\": {\"QUESTION\": \"q\", \"CONTEXTS\": [], \"LONG_ANSWER\": \"a\"}}", "line 3, key a, field id: a is the id of an earlier row too.")]
    [InlineData("{\"a\\ud800\": {}}", "its key is not valid Unicode")]
    public async Task LoadAsync_BadKeyedJson_SaysWhatAndWhere(string text, string expected)
    {
        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(Write("rows.json", text)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows.json", "{\"a\": \"")]
    [InlineData("rows.jsonl", "{\"question\": \"")]
    public async Task LoadAsync_EndlessRow_StopsAtTheBound(string name, string start)
    {
        var path = Write(name, start + new string('x', DataLimits.MaxRowBytes + 10));

        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(path));

        Assert.Contains($"longer than {DataLimits.MaxRowBytes} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_TooManyHeadings_SaysHowMany()
    {
        var headings = string.Join(", ", Enumerable.Repeat("\"Rain\"", DataLimits.MaxMeshHeadings + 1));
        var path = Write("rows.jsonl", $$"""{"question": "q", "contexts": [], "long_answer": "a", "meshes": [{{headings}}]}""");

        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(path));

        Assert.Contains("field meshes: has 257 headings, more than 256.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows.csv", "its ending must be")]
    [InlineData("rows.parquet", "is no Parquet file that can be read")]
    public async Task LoadAsync_AnotherFormat_SaysSo(string name, string expected)
    {
        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(Write(name, "PAR1, but not really. PAR1")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task LoadAsync_TruncatedParquet_GivesOneClearError()
    {
        var bytes = await File.ReadAllBytesAsync(Goldens.RequireBesideModels("pubmedqa/pqa_labeled.parquet"));
        var path = _folder.File("rows.parquet");
        foreach (var length in (int[])[0, 3, 8, 1000, bytes.Length / 2, bytes.Length - 1])
        {
            await File.WriteAllBytesAsync(path, bytes[..length]);

            var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(path));

            Assert.StartsWith($"{path}: is no Parquet file that can be read", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task LoadAsync_MissingFile_SaysSo()
    {
        var path = _folder.File("none.jsonl");

        var error = await Assert.ThrowsAsync<DataFileException>(() => QaFile.LoadAsync(path));

        Assert.Equal($"{path}: there is no such file.", error.Message);
    }

    private static string WithoutYear(QaRow row) =>
        string.Join('\u0001', [row.Id, row.Question, row.LongAnswer, row.Decision ?? "none", .. row.Contexts]);

    private static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }

    private string Write(string name, string text)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }
}
