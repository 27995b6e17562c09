namespace MedQa.Web.Security;

/// <summary>
/// Refuses a request that another site's page makes. With the JSON body that the endpoints insist on (which another origin can't send
/// without a preflight, and none is answered) this stands in for an antiforgery token; there are no cookies to abuse.
/// </summary>
internal sealed class SameOriginFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();

        // The scheme is left out: behind an ingress that ends TLS this server sees http where the browser sees https.
        var foreign = site is "cross-site" or "same-site"
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)));
        return foreign ? Results.StatusCode(StatusCodes.Status403Forbidden) : await next(context);
    }
}
