using Grpc.Core;
using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary><c>POST /api/search</c>: passages of the library, without a model.</summary>
internal static class SearchEndpoint
{
    /// <summary>Enough for all that a leaflet has, when its title is searched for.</summary>
    private const int Count = 20;

    public static async Task<IResult> HandleAsync(SearchAsk ask, MedicalQa.MedicalQaClient client, CancellationToken gone)
    {
        if (new Ask(ask.Question).Flaw() is { } flaw)
        {
            return InferenceFailure.Refused(flaw).ToResult();
        }

        try
        {
            var response = await client.SearchAsync(new SearchRequest { Question = ask.Question!.Trim(), Count = Count }, cancellationToken: gone);
            return Results.Json(new SearchReply(response.Relevant, [.. response.Passages.Select(static found => LibraryPassage.From(found.Passage))]));
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is RpcException or OperationCanceledException)
        {
            return Results.Empty;
        }
        catch (RpcException exception)
        {
            return InferenceFailure.From(exception).ToResult();
        }
    }
}
