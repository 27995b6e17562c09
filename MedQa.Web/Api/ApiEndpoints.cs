using MedQa.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace MedQa.Web.Api;

/// <summary>The addresses that the page's scripts call.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api")
            .AddEndpointFilter<SameOriginFilter>()
            .AddEndpointFilter<NoStoreFilter>()
            .WithMetadata(new RequestSizeLimitAttribute(Ask.MaxBodyBytes));
        api.MapGet("/status", StatusEndpoint.HandleAsync);
        api.MapPost("/chat", ChatEndpoint.HandleAsync);
        api.MapPost("/decide", DecideEndpoint.HandleAsync);
        api.MapPost("/search", SearchEndpoint.HandleAsync);
    }
}
