using System.Net;
using System.Net.Http.Headers;

namespace MedQa.Model.Hub;

/// <summary>
/// Talks HTTP with the hub. Redirects are followed here, so that the token goes to the endpoint alone and never along to
/// another host. Thread-safe.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MostRedirects = 8;
    private const int LargestListing = 64 << 20;

    private readonly HubSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public HubClient(HubSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = settings.SilenceTimeout,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("medqa", typeof(HubClient).Assembly.GetName().Version?.ToString(3)));
        _http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>Asks what a revision means and which files it holds.</summary>
    /// <param name="attempts">Tries before an unreachable hub is given up.</param>
    /// <exception cref="HubUnreachableException">The hub does not answer.</exception>
    /// <exception cref="HubException">There is no such revision, or it may not be read.</exception>
    public async Task<HubListing> ListAsync(HubRepository repository, string revision, int attempts, CancellationToken cancellationToken)
    {
        var what = $"{repository.Id}@{revision}";
        var pauses = new RetryPauses(_settings, _time);
        while (true)
        {
            try
            {
                using var response = await SendAsync(repository.ListingOf(_settings.Endpoint, revision), null, repository, what, cancellationToken);
                return HubListing.Parse(await ReadAllAsync(response, what, cancellationToken), what);
            }
            catch (HubUnreachableException e)
            {
                await pauses.WaitAsync(e, attempts, cancellationToken);
            }
        }
    }

    /// <summary>Asks for a file once, from <paramref name="offset"/> on.</summary>
    /// <param name="known">The tag that the server gave what is there already, or null.</param>
    /// <returns>200 with the whole file, 206 with the rest, or 416; its content not read yet.</returns>
    /// <exception cref="HubUnreachableException">The server does not answer.</exception>
    /// <exception cref="HubException">There is no such file, or it may not be read.</exception>
    public Task<HttpResponseMessage> OpenAsync(
        HubRepository repository, string commit, HubFile file, long offset, EntityTagHeaderValue? known, CancellationToken cancellationToken)
    {
        void AskForTheRest(HttpRequestMessage request)
        {
            if (offset > 0)
            {
                request.Headers.Range = new RangeHeaderValue(offset, null);
                request.Headers.IfRange = known is { IsWeak: false } ? new RangeConditionHeaderValue(known) : null;
            }
        }

        return SendAsync(repository.FileOf(_settings.Endpoint, commit, file.Name), AskForTheRest, repository, $"{repository.Id}:{file.Name}", cancellationToken);
    }

    /// <summary>Reads some of an answer's content; 0 at its end.</summary>
    /// <exception cref="HubUnreachableException">The connection was cut, or the server stays silent.</exception>
    public Task<int> ReadAsync(Stream content, Memory<byte> buffer, string what, CancellationToken cancellationToken) =>
        GuardAsync(async stop => await content.ReadAsync(buffer, stop), what, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        Uri address, Action<HttpRequestMessage>? prepare, HubRepository repository, string what, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (IsEndpoint(address))
            {
                _settings.Token?.AddTo(request.Headers);
            }

            prepare?.Invoke(request);
            var response = await GuardAsync(stop => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop), what, cancellationToken);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return response;
            }

            using (response)
            {
                address = IsRedirect(response.StatusCode) && response.Headers.Location is { } location
                    ? Target(address, location, what)
                    : throw HubErrors.Of(response, repository, what, _settings, _time.GetUtcNow());
            }
        }

        throw new HubException($"{what}: the hub redirects more than {MostRedirects} times.");
    }

    private bool IsEndpoint(Uri address) =>
        address.Scheme == _settings.Endpoint.Scheme && address.Port == _settings.Endpoint.Port
        && address.IdnHost.Equals(_settings.Endpoint.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static Uri Target(Uri from, Uri location, string what)
    {
        var target = new Uri(from, location);
        return target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp)
            ? target
            : throw new HubException($"{what}: {from.Authority} redirects to {target.Scheme}://{target.Authority}, which is not followed.");
    }

    private async Task<ReadOnlyMemory<byte>> ReadAllAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await ReadAsync(content, buffer, what, cancellationToken)) > 0)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > LargestListing)
            {
                throw new HubException($"{what}: the hub's listing has more than {LargestListing} bytes.");
            }
        }

        return whole.ToArray();
    }

    /// <summary>Makes one failure of all that can go wrong on the way to a server.</summary>
    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.SilenceTimeout);
        try
        {
            return await work(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubUnreachableException($"{what}: the server was silent for {_settings.SilenceTimeout.TotalSeconds:0} seconds.", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new HubUnreachableException($"{what}: {e.Message}{(e.Message.EndsWith('.') ? "" : ".")}", null, e);
        }
    }
}
