using Grpc.Core;
using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary><c>POST /api/decide</c>: the question read as one of yes, no or maybe, with each label's probability.</summary>
internal static class DecideEndpoint
{
    public static async Task<IResult> HandleAsync(Ask ask, MedicalQa.MedicalQaClient client, CancellationToken gone)
    {
        if (ask.Flaw() is { } flaw)
        {
            return InferenceFailure.Refused(flaw).ToResult();
        }

        try
        {
            var response = await client.DecideAsync(ask.ToDecideRequest(), cancellationToken: gone);
            return Results.Json(new DecisionReply(
                response.Decision,
                [.. response.Probabilities.Select(static p => new DecisionReply.Label(p.Label, p.Probability))]));
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
