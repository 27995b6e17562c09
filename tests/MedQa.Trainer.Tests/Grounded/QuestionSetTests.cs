using System.Security.Cryptography;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Grounded;

namespace MedQa.Trainer.Tests.Grounded;

public sealed class QuestionSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The questions are frozen: whoever changes them changes what earlier figures mean.</summary>
    [Theory]
    [InlineData("test.json", "3b8192cc231ee2963b6cf242746db7aa0b215cce5cdf45b96f0946ed7d25e1ef")]
    [InlineData("first-ten.json", "bdbf2ca28d13f25ec3df571e8e89d08ebca84136072ec4614a14134edd2e7132")]
    public async Task Frozen_File_HasTheHashThatTheReadmeSays(string name, string expected)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(QuestionFiles.Folder, name))));

        Assert.Equal(expected, hash);
        Assert.Contains($"{expected}  {name}", await File.ReadAllTextAsync(Path.Combine(QuestionFiles.Folder, "README.md")));
    }

    [Theory]
    [InlineData("test.json", 60, 40, 40, 40, 20)]
    [InlineData("fit.json", 72, 48, 48, 48, 24)]
    [InlineData("choose.json", 48, 88, 72, 31, 13)]
    [InlineData("first-ten.json", 9, 1, 0, 0, 0)]
    public async Task Load_RepositorysFile_HasTheGroups(string name, int plain, int lay, int near, int health, int other)
    {
        var questions = await LoadAsync(name);

        Assert.Equal([plain, lay, near, health, other], new[] { "plain", "lay", "near", "health", "other" }.Select(g => questions.Count(q => q.Group == g)));
        Assert.All(questions, q => Assert.Equal(q.Group is "plain" or "lay", q.Answerable));
    }

    [Theory]
    [InlineData("test.json")]
    [InlineData("fit.json")]
    [InlineData("choose.json")]
    [InlineData("first-ten.json")]
    public async Task Answer_OfAnsweredQuestion_StandsUnderTheHeadingOfThePage(string name)
    {
        foreach (var question in (await LoadAsync(name)).Where(q => q.Answerable))
        {
            var section = QuestionFiles.Sections(question.File!)[question.Heading!];
            Assert.NotEmpty(question.Answer);
            Assert.All(question.Answer, sentence => Assert.Contains(sentence, section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Files_TestFitAndFirstTen_ShareNoQuestionAndNoHeading()
    {
        GroundedQuestion[] all = [.. await LoadAsync("test.json"), .. await LoadAsync("fit.json"), .. await LoadAsync("first-ten.json")];
        var answered = all.Where(q => q.Answerable).ToList();

        Assert.Equal(all.Length, all.Select(q => q.Question).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(all.Length, all.Select(q => q.Id).Distinct().Count());
        Assert.Equal(answered.Count, answered.Select(q => (q.File, q.Heading)).Distinct().Count());
    }

    /// <summary>Its questions are others than the frozen ones, if about the same pages.</summary>
    [Fact]
    public async Task Choose_Questions_AreInNoOtherFile()
    {
        GroundedQuestion[] all = [.. await LoadAsync("test.json"), .. await LoadAsync("fit.json"), .. await LoadAsync("first-ten.json"), .. await LoadAsync("choose.json")];
        Assert.Equal(all.Length, all.Select(q => q.Question).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task Load_SeveralFiles_AreAsOneAndShareNoId()
    {
        string[] files = [Path.Combine(QuestionFiles.Folder, "fit.json"), Path.Combine(QuestionFiles.Folder, "choose.json")];
        Assert.Equal([.. await LoadAsync("fit.json"), .. await LoadAsync("choose.json")], await QuestionSet.LoadAsync(files), (a, b) => a.Id == b.Id);

        var error = await Assert.ThrowsAsync<DataFileException>(() => QuestionSet.LoadAsync([files[0], files[0]]));
        Assert.Contains("2 questions have the id fit-a-001", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task SupportRule_SelfTest_Passes()
    {
        var output = await SupportRule.RunAsync("--self-test");
        Skip.If(output is null, "python3 is not here.");

        Assert.EndsWith(" 0 failed\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "line 1: not a set of questions")]
    [InlineData("{\"answerable\": 3}", "not a set of questions ($.answerable)")]
    [InlineData("{}", "0 questions")]
    [InlineData("{\"unanswerable\": [null]}", "unanswerable[0]: id is missing")]
    [InlineData("{\"unanswerable\": [{\"id\": \"a\", \"question\": \" \"}]}", "unanswerable[0]: question is missing")]
    [InlineData("{\"answerable\": [{\"id\": \"a\", \"question\": \"b?\"}]}", "answerable[0]: file is missing")]
    [InlineData("{\"answerable\": [{\"id\": \"a\", \"question\": \"b?\", \"file\": \"c\", \"answer\": [\"\"]}]}", "answerable[0]: answer must be")]
    [InlineData("{\"unanswerable\": [{\"id\": \"a\", \"question\": \"b?\"}, {\"id\": \"a\", \"question\": \"c?\"}]}", "2 questions have the id a")]
    public async Task Load_BrokenFile_SaysWhere(string content, string expected)
    {
        var path = _folder.Write("questions.json", System.Text.Encoding.UTF8.GetBytes(content));

        var e = await Assert.ThrowsAsync<DataFileException>(() => QuestionSet.LoadAsync(path));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("b?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_QuestionWithoutEnd_SaysHowLong()
    {
        var path = _folder.Write("questions.json", System.Text.Encoding.UTF8.GetBytes($$"""{"unanswerable": [{"id": "a", "question": "{{new string('x', 2001)}}"}]}"""));

        Assert.Contains("2001 characters", (await Assert.ThrowsAsync<DataFileException>(() => QuestionSet.LoadAsync(path))).Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<GroundedQuestion>> LoadAsync(string name) => QuestionSet.LoadAsync(Path.Combine(QuestionFiles.Folder, name));
}
