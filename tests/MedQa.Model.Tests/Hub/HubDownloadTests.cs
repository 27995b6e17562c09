using MedQa.Hub.Testing;
using MedQa.Model.Hub;
using Microsoft.AspNetCore.Http;

namespace MedQa.Model.Tests.Hub;

/// <summary>What happens to one file on its way, against a server that behaves like the hub and one that misbehaves.</summary>
public sealed class HubDownloadTests : HubTest
{
    private const string File3 = "model.safetensors";

    [Fact]
    public async Task Download_ConnectionCut_AsksForTheMissingBytesOnly()
    {
        var repository = AddModel();
        CutOnce(at: 1_000_000);

        await ModelAsync();

        Assert.Equal(repository.Files[File3].Content, await File.ReadAllBytesAsync(Weights));
        var requests = ContentRequests(File3);
        Assert.Equal(2, requests.Count);
        Assert.Null(requests[0].RangeStart);
        var start = requests[1].RangeStart;
        Assert.InRange(start!.Value, 1, 1_000_000);
        Assert.Equal(Hub.TagOf(repository.Files[File3]), requests[1].IfRange);
        Assert.Contains(Record.Notes, n => n.Contains($"from byte {start} of 3000000", StringComparison.Ordinal));
        Assert.Equal(3_000_012 + 2, Record.Reports.Where(r => r.DoneBytes == r.TotalBytes).Sum(r => r.TotalBytes));
    }

    [Fact]
    public async Task Download_Cancelled_LeavesAPartThatTheNextTryGoesOnFrom()
    {
        var repository = AddModel();
        using var stop = new CancellationTokenSource();
        var sent = new TaskCompletionSource();
        Hub.Send = async (context, request, file, from) =>
        {
            await context.Response.Body.WriteAsync(file.Content.AsMemory((int)from, file.IsLarge ? 1_000_000 : file.Content.Length));
            if (file.IsLarge)
            {
                await context.Response.Body.FlushAsync();
                sent.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        };
        var download = ModelAsync(cancellationToken: stop.Token);
        await sent.Task;
        await UntilAsync(() => new FileInfo($"{Blob(repository, File3)}.incomplete") is { Exists: true, Length: >= 1_000_000 });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.False(Directory.Exists(Path.Combine(Folder, "refs")), "a snapshot that is not whole must have no name");
        Hub.Send = null;

        await ModelAsync();

        Assert.Equal(repository.Files[File3].Content, await File.ReadAllBytesAsync(Weights));
        Assert.Equal([null, 1_000_000], ContentRequests(File3).Select(r => r.RangeStart));
        Assert.False(File.Exists($"{Blob(repository, File3)}.incomplete"));
    }

    [Fact]
    public async Task Download_ServerIgnoresRange_StartsAnew()
    {
        var repository = AddModel();
        Hub.IgnoresRanges = true;
        CutOnce(at: 1_000_000);

        await ModelAsync();

        Assert.Equal(repository.Files[File3].Content, await File.ReadAllBytesAsync(Weights));
        Assert.Equal(2, ContentRequests(File3).Count);
    }

    [Fact]
    public async Task Download_TagChangesBetweenTries_StartsAnew()
    {
        var repository = AddModel();
        var answers = 0;
        Hub.TagOf = _ => $"\"tag-{answers}\"";
        CutOnce(at: 1_000_000, () => answers++);

        await ModelAsync();

        Assert.Equal(repository.Files[File3].Content, await File.ReadAllBytesAsync(Weights));
        Assert.Equal("\"tag-0\"", ContentRequests(File3)[1].IfRange);
    }

    [Fact]
    public async Task Download_PartOfSomethingElse_IsThrownAwayAndDownloadedAnew()
    {
        var repository = AddModel();
        Directory.CreateDirectory(Path.Combine(Folder, "blobs"));
        await File.WriteAllBytesAsync($"{Blob(repository, File3)}.incomplete", new byte[500_000]);

        await ModelAsync();

        Assert.Equal(repository.Files[File3].Content, await File.ReadAllBytesAsync(Weights));
        Assert.Equal([500_000, null], ContentRequests(File3).Select(r => r.RangeStart));
    }

    [Theory]
    [InlineData(File3)]
    [InlineData("config.json")]
    public async Task Download_WrongHash_IsRefusedNamingTheFileAndLeavesNothing(string name)
    {
        var repository = AddModel();
        Hub.Send = (context, request, file, from) =>
        {
            var content = file.Content.ToArray();
            content[^1] ^= (byte)(request.FileName == name ? 1 : 0);
            return context.Response.Body.WriteAsync(content.AsMemory((int)from)).AsTask();
        };

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains($"tiny/model:{name}", error.Message, StringComparison.Ordinal);
        Assert.Contains(repository.Files[name].Hash, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Blob(repository, name)));
        Assert.False(File.Exists($"{Blob(repository, name)}.incomplete"));
        Assert.False(Path.Exists(Path.Combine(Folder, "snapshots", repository.Commit, name)));
        Assert.False(Directory.Exists(Path.Combine(Folder, "refs")));
    }

    [Fact]
    public async Task Download_MoreBytesThanListed_IsRefused()
    {
        var repository = AddModel();
        Hub.Send = async (context, request, file, from) =>
        {
            context.Response.ContentLength = null;
            await context.Response.Body.WriteAsync(file.Content);
            await context.Response.Body.WriteAsync(new byte[file.IsLarge ? 5_000_000 : 0]);
        };

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains("more than the 3000000 bytes", error.Message, StringComparison.Ordinal);
        Assert.True(new FileInfo($"{Blob(repository, File3)}.incomplete").Length <= 3_000_000);
    }

    [Fact]
    public async Task Download_ServerThatAlwaysCutsAtOnePlace_IsGivenUp()
    {
        AddModel();
        Hub.IgnoresRanges = true;
        Hub.Send = (context, request, file, from) => file.IsLarge ? CutAsync(context, file, from, 1_000_000) : context.Response.Body.WriteAsync(file.Content).AsTask();

        var error = await Assert.ThrowsAsync<HubUnreachableException>(() => ModelAsync());

        Assert.Contains("Given up after 5 tries", error.Message, StringComparison.Ordinal);
        Assert.InRange(ContentRequests(File3).Count, 5, 6);
    }

    [Fact]
    public async Task Download_TooManyRequests_WaitsAsLongAsTheServerAsks()
    {
        AddModel();
        var refusals = 0;
        Hub.Interfere = (context, request) =>
        {
            if (request.FileName != File3 || request.IsEndpoint || refusals++ > 0)
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "1";
            return Task.FromResult(true);
        };
        var start = System.Diagnostics.Stopwatch.GetTimestamp();

        await ModelAsync();

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) >= TimeSpan.FromSeconds(0.99), "the pauses of these tests are 5 ms: a second can only be the server's");
        Assert.Equal(2, ContentRequests(File3).Count);
    }

    [Fact]
    public async Task Download_ServerAsksToWaitForHours_SaysSoAtOnce()
    {
        AddModel();
        Hub.Interfere = (context, request) =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "7200";
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAsync<HubUnreachableException>(() => ModelAsync());

        Assert.Contains("wait 120 minutes", error.Message, StringComparison.Ordinal);
        Assert.Single(Hub.Requests);
    }

    [Fact]
    public async Task Download_ServerErrors_AreTriedAgainAndThenGivenUp()
    {
        AddModel();
        Hub.Interfere = (context, request) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAsync<HubUnreachableException>(() => ModelAsync());

        Assert.Equal(5, Hub.Requests.Count);
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.Contains("not in the cache", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_SilentServer_IsGivenUp()
    {
        AddModel();
        Hub.Interfere = async (context, request) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        var error = await Assert.ThrowsAsync<HubUnreachableException>(() => ModelAsync(settings: Settings with { SilenceTimeout = TimeSpan.FromMilliseconds(200), MaxAttempts = 2 }));

        Assert.Contains("silent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_RedirectsWithoutEnd_AreGivenUp()
    {
        AddModel();
        Hub.Interfere = (context, request) =>
        {
            context.Response.Redirect(request.Target);
            return Task.FromResult(true);
        };

        Assert.Contains("redirects more than", (await Assert.ThrowsAsync<HubException>(() => ModelAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_RedirectToAFile_IsNotFollowed()
    {
        AddModel();
        Hub.Interfere = (context, request) =>
        {
            context.Response.Redirect("file:///etc/passwd");
            return Task.FromResult(true);
        };

        Assert.Contains("not followed", (await Assert.ThrowsAsync<HubException>(() => ModelAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_TwoAtOnce_FetchEachFileOnce()
    {
        AddModel();
        Hub.Send = async (context, request, file, from) =>
        {
            await Task.Delay(300);
            await context.Response.Body.WriteAsync(file.Content);
        };

        var folders = await Task.WhenAll(ModelAsync(), ModelAsync());

        Assert.Equal(folders[0], folders[1]);
        Assert.All(new[] { "config.json", "tokenizer.json", File3 }, f => Assert.Single(ContentRequests(f)));
        Assert.Contains(Record.Notes, n => n.Contains("waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Download_MoreThanTheDiskHolds_IsRefusedBeforeItBegins()
    {
        AddModel();
        Hub.Interfere = async (context, request) =>
        {
            if (!request.Target.StartsWith("/api/", StringComparison.Ordinal))
            {
                return false;
            }

            await context.Response.WriteAsync(
                $$$"""{"sha":"{{{new string('c', 40)}}}","siblings":[{"rfilename":"config.json","size":9000000000000000,"blobId":"{{{new string('0', 40)}}}"},{"rfilename":"tokenizer.json","size":2,"blobId":"{{{new string('1', 40)}}}"},{"rfilename":"model.safetensors","size":2,"blobId":"{{{new string('2', 40)}}}"}]}""");
            return true;
        };

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains("HF_HUB_CACHE", error.Message, StringComparison.Ordinal);
        Assert.Single(Hub.Requests);
    }

    private void CutOnce(int at, Action? cut = null)
    {
        var isCut = false;
        Hub.Send = async (context, request, file, from) =>
        {
            if (file.IsLarge && !isCut)
            {
                isCut = true;
                await CutAsync(context, file, from, at);
                cut?.Invoke();
                return;
            }

            await context.Response.Body.WriteAsync(file.Content.AsMemory((int)from));
        };
    }

    private static async Task CutAsync(HttpContext context, FakeFile file, long from, int count)
    {
        await context.Response.Body.WriteAsync(file.Content.AsMemory((int)from, count));
        await context.Response.Body.FlushAsync();
        await Task.Delay(100);
        context.Abort();
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
