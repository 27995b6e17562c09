using Grpc.Core;
using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary><c>GET /api/status</c>: what the page shows beside the question, asked for again until the model is ready.</summary>
internal static class StatusEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<IResult> HandleAsync(MedicalQa.MedicalQaClient client, TimeProvider clock, CancellationToken gone)
    {
        try
        {
            var options = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + Patience, cancellationToken: gone);
            var adapters = AdaptersAsync(client, options);
            var models = (await client.ListModelsAsync(new ListModelsRequest(), options)).Models;
            var model = models.FirstOrDefault(static m => m.Ready) ?? models.FirstOrDefault();
            return Results.Json(new StatusReply(
                model is { Ready: true } ? StatusReply.Ready : StatusReply.Loading,
                model is null ? null : new(model.Name, model.Parameters, model.ContextLength, model.Device, model.Note),
                model?.Library is { } library ? new(library.Documents, library.Waiting, [.. library.Broken]) : null,
                await adapters));
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is RpcException or OperationCanceledException)
        {
            return Results.Empty;
        }
        catch (RpcException exception)
        {
            var loading = exception.StatusCode == StatusCode.Unavailable && exception.Status.DebugException is null;
            return Results.Json(new StatusReply(loading ? StatusReply.Loading : StatusReply.Unreachable, null, null, null));
        }
    }

    private static async Task<IReadOnlyList<StatusReply.ListedAdapter>?> AdaptersAsync(MedicalQa.MedicalQaClient client, CallOptions options)
    {
        try
        {
            var response = await client.ListAdaptersAsync(new ListAdaptersRequest(), options);
            return [.. from adapter in response.Adapters
                       let current = adapter.Versions.FirstOrDefault(v => v.Version == adapter.CurrentVersion)
                       where current is not null
                       select new StatusReply.ListedAdapter(adapter.Name, current.Version, current.Summary, current.Compatible)];
        }
        catch (RpcException)
        {
            return null;
        }
    }
}
