namespace MedQa.Web.Security;

/// <summary>Response headers that let a page run this site's own scripts and styles and nothing else.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The same for a page that shows a report in a frame.</summary>
    public const string WithReportFrame = ContentSecurityPolicy + "; frame-src 'self'";

    /// <summary>
    /// For a report, a page that somebody else may have written: its script runs, in an origin of its own without this site's
    /// addresses, storage or frame, and fetches nothing. Only this site may frame it. That its frame stays on this site is the framing
    /// page's <see cref="WithReportFrame"/>: a page's own policy does not say where its script may lead its window.
    /// </summary>
    public const string Report =
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    });
}
