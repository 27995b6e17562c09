using Grpc.Core;
using MedQa.Inference.Testing;
using MedQa.Library.Postgres;
using MedQa.Postgres.Testing;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>The service with its library's index in a PostgreSQL server.</summary>
public sealed class PostgresLibraryTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    /// <summary>Two services in turn: the second finds what the first has read, and both answer as one with an index in SQLite does.</summary>
    [SkippableFact]
    public async Task Generate_RequiredOverPostgres_AnswersAsOverSqlite()
    {
        Skip.If(postgres.SkipReason is not null, postgres.SkipReason);
        var files = new LibraryServer();
        await files.InitializeAsync();
        try
        {
            files.Tokenizer.Script = $"{LibraryServer.Signs} Eating bananas heals it.";
            var expected = await AnswerAsync(files.Own);

            foreach (var service in (int[])[1, 2])
            {
                using var own = await files.StartAsync(new Dictionary<string, string>(files.Library.Settings) { ["MedQa:Library:Index"] = postgres.ConnectionString });
                files.Tokenizer.Script = $"{LibraryServer.Signs} Eating bananas heals it.";
                var actual = await AnswerAsync(own);

                Assert.IsType<PostgresPassageIndex>(own.Part<Inference.Libraries.LibraryHost>().Require().Index);
                Assert.Equal(expected.Text, actual.Text);
                Assert.Equal(expected.Citations, actual.Citations);
                Assert.Equal(expected.Sources.Relevance, actual.Sources.Relevance, 1e-9);
                Assert.Equal(expected.Sources.Passages.Select(Placed), actual.Sources.Passages.Select(Placed));
                Assert.Equal((1, false), (actual.Finished.WithheldSentences, actual.Finished.Declined));
                var declined = Ask();
                (declined.Messages[^1].Content, declined.Grounding) = (LibraryServer.Unanswered, Wire.Grounding.Required);
                Assert.True((await ReadAsync(own.Client.Generate(declined)))[^1].Finished.Declined);
            }
        }
        finally
        {
            await files.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Search_ServerThatRefusesThePassword_IsUnavailableAndSaysNoSecret()
    {
        Skip.If(postgres.SkipReason is not null, postgres.SkipReason);
        using var library = new TestLibrary(("a.md", "# A\n\nText.\n"));
        using var own = await RunningServer.StartOwnAsync(new Dictionary<string, string>(library.Settings)
        {
            ["MedQa:Library:Index"] = postgres.ConnectionString.Replace(PostgresServer.Password, "not-the-password", StringComparison.Ordinal),
        });

        await Eventually.Holds(() => own.Server.Logs.Lines.Any(line => line.Contains("cannot be read now", StringComparison.Ordinal)));
        var status = await RunningServer.StatusOf(() => own.Client.SearchAsync(new() { Question = Question }).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.DoesNotContain("not-the-password", status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(own.Server.Logs.Lines, line => line.Contains("not-the-password", StringComparison.Ordinal));
    }

    private static async Task<(string Text, List<Wire.Citation> Citations, Wire.Sources Sources, Wire.GenerateFinished Finished)> AnswerAsync(OwnServer own)
    {
        var request = Ask();
        (request.Messages[^1].Content, request.Grounding, request.Sampling.MaxTokens) = (LibraryServer.Question, Wire.Grounding.Required, 120);
        var events = await ReadAsync(own.Client.Generate(request));
        return (TextOf(events), [.. events.Where(e => e.Citation is not null).Select(e => e.Citation)], events.Single(e => e.Sources is not null).Sources, events[^1].Finished);
    }

    /// <summary>All of a passage but its id.</summary>
    private static Wire.Passage Placed(Wire.Passage passage) => new(passage) { Id = 0 };
}
