using Grpc.Core;
using MedQa.Inference.Testing;
using MedQa.Inference.Tests.Libraries;

namespace MedQa.Inference.Tests.Rpc;

public class SearchTests(LibraryServer running) : IClassFixture<LibraryServer>
{
    [Fact]
    public async Task Search_Question_GivesThePassageWithAllItsPlaces()
    {
        var response = await running.Client.SearchAsync(new() { Question = LibraryServer.Question, Count = 1 });

        var found = Assert.Single(response.Passages);
        Assert.True(found.Passage.Id > 0);
        var expected = new Wire.Passage
        {
            Id = found.Passage.Id,
            Document = "asthma.md",
            Title = "Asthma",
            Headings = { found.Passage.Headings },
            Date = "2026-01-02",
            Text = LibraryServer.Signs,
            Note = "not clinically reviewed",
        };
        Assert.Equal(expected, found.Passage);
        Assert.Equal("Signs", found.Passage.Headings[^1]);
        Assert.True(found.HasWordsScore && found.WordsScore > 0 && !found.HasCosine);
        Assert.True(response.Relevant);
        Assert.InRange(response.Relevance, 0.5, 1);
    }

    [Fact]
    public async Task Search_NothingAsked_GivesTheBestFirstAndAtMostFive()
    {
        var response = await running.Client.SearchAsync(new() { Question = "asthma inhaler fever burn water chest rest" });

        Assert.InRange(response.Passages.Count, 3, 5);
        Assert.Equal(response.Passages.OrderByDescending(p => p.Score), response.Passages);
    }

    [Fact]
    public async Task Search_UnansweredQuestion_IsNotRelevant() =>
        Assert.False((await running.Client.SearchAsync(new() { Question = LibraryServer.Unanswered })).Relevant);

    [Theory]
    [InlineData("", 0, Wire.SearchMode.Unspecified, "question is empty.")]
    [InlineData("asthma", -1, Wire.SearchMode.Unspecified, "count is -1; 1 to 100 are given, and 5 for 0.")]
    [InlineData("asthma", 101, Wire.SearchMode.Unspecified, "count is 101; 1 to 100 are given, and 5 for 0.")]
    [InlineData("asthma", 1, (Wire.SearchMode)7, "mode is 7; known are both (0), words (1) and meaning (2).")]
    public async Task Search_WrongRequest_InvalidArgumentThatSaysWhat(string question, int count, Wire.SearchMode mode, string expected)
    {
        var status = await RunningServer.StatusOf(() => running.Client.SearchAsync(new() { Question = question, Count = count, Mode = mode }).ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, expected), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Search_MeaningWithoutAnEncoder_FailedPrecondition()
    {
        var status = await RunningServer.StatusOf(() => running.Client.SearchAsync(new() { Question = "asthma", Mode = Wire.SearchMode.Meaning }).ResponseAsync);

        Assert.Equal((StatusCode.FailedPrecondition, "The library is searched by words alone: MedQa:Library:Encoder names no encoder."), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Search_WithAnEncoder_FindsByMeaningTooAndSaysBothScores()
    {
        using var library = new TestLibrary(("asthma.md", $"# Asthma\n\n{LibraryServer.Signs}\n"), ("burns.md", "# Burns\n\nCool it under water.\n"));
        using var own = await running.StartAsync(new Dictionary<string, string>(library.Settings)
        {
            ["MedQa:Library:Encoder"] = Path.Combine(Checkout.Root, "tests", "goldens", "tiny-roberta"),
        });

        var both = await own.Client.SearchAsync(new() { Question = LibraryServer.Question });
        var meaning = await own.Client.SearchAsync(new() { Question = "xyz", Mode = Wire.SearchMode.Meaning });
        var words = await own.Client.SearchAsync(new() { Question = "xyz", Mode = Wire.SearchMode.Words });

        Assert.True((await own.Client.ListModelsAsync(new())).Models[0].Library.HasMeaning);
        Assert.Equal(2, both.Passages.Count);
        Assert.Contains(both.Passages, p => p.HasCosine && p.HasWordsScore);
        Assert.Equal(2, meaning.Passages.Count);
        Assert.All(meaning.Passages, p => Assert.True(p.HasCosine && !p.HasWordsScore));
        Assert.Empty(words.Passages);
    }
}
