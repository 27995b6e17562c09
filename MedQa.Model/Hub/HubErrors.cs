using System.Net;

namespace MedQa.Model.Hub;

/// <summary>Turns the hub's answers that are no success into errors for people. The hub names the cause in <c>X-Error-Code</c>.</summary>
internal static class HubErrors
{
    /// <summary>The error for an answer.</summary>
    /// <param name="what">What was asked for: a repository at a revision, or a file of one.</param>
    public static HubException Of(HttpResponseMessage response, HubRepository repository, string what, HubSettings settings, DateTimeOffset now)
    {
        var code = response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.FirstOrDefault() : null;
        var status = (int)response.StatusCode;
        var page = repository.Page(settings.Endpoint);
        var whose = settings.Token is null ? "set HF_TOKEN to a token of an account that may read it" : "check that HF_TOKEN is a valid token of an account that may read it";
        return response.StatusCode switch
        {
            _ when IsTransient(response.StatusCode) => new HubUnreachableException($"{what}: the hub at {settings.Endpoint.Authority} answers {status}.", RetryAfter(response, now)),
            _ when code == "GatedRepo" => new HubException($"{what} is gated: accept its terms at {page}, then {whose}."),
            _ when code == "RevisionNotFound" => new HubException($"{what}: {repository.Id} has no such revision; its branches and tags are listed at {page}/tree/main."),
            _ when code == "EntryNotFound" => new HubException($"{what}: the hub has no such file."),
            HttpStatusCode.Unauthorized => new HubException($"{what}: there is no such {repository.Kind}, or it is private or gated. Check the name; if it is right, see {page} and {whose}."),
            HttpStatusCode.Forbidden => new HubException($"{what}: access is refused. Accept the terms at {page} if it asks for that, then {whose}."),
            HttpStatusCode.NotFound => new HubException($"{what}: there is no such {repository.Kind}, revision or file on the hub at {settings.Endpoint.Authority}."),
            _ => new HubException($"{what}: the hub at {settings.Endpoint.Authority} answers {status}, which was not expected."),
        };
    }

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
