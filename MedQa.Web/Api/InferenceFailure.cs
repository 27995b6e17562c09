using System.Text.Json.Serialization;
using Grpc.Core;

namespace MedQa.Web.Api;

/// <summary>Why the answer service gave no answer, in words for the reader. The one place that maps gRPC's status codes to HTTP's.</summary>
/// <param name="Code">For the page's script: unreachable, loading, busy, refused, adapter, choices, late, failed.</param>
/// <param name="Title">One sentence: what happened.</param>
/// <param name="Detail">What the service says about it (lengths, names; never a question's text), or what to do.</param>
/// <param name="StatusCode">The HTTP status of a reply that carries nothing but this failure.</param>
internal sealed record InferenceFailure(string Code, string Title, string Detail, [property: JsonIgnore] int StatusCode)
{
    public static InferenceFailure From(RpcException exception) => exception.StatusCode switch
    {
        Grpc.Core.StatusCode.Unavailable when exception.Status.DebugException is not null => new(
            "unreachable", "The answer service can't be reached.", "It may still be starting.", StatusCodes.Status503ServiceUnavailable),
        Grpc.Core.StatusCode.Unavailable => new(
            "loading", "The answer service is not ready yet.", exception.Status.Detail, StatusCodes.Status503ServiceUnavailable),
        Grpc.Core.StatusCode.ResourceExhausted => new(
            "busy", "The answer service is busy with other questions.", "Try again in a moment.", StatusCodes.Status429TooManyRequests),
        Grpc.Core.StatusCode.InvalidArgument or Grpc.Core.StatusCode.OutOfRange => new(
            "refused", "This question can't be answered as it is.", exception.Status.Detail, StatusCodes.Status400BadRequest),
        Grpc.Core.StatusCode.NotFound => new(
            "adapter", "The model can't answer with this adapter.", exception.Status.Detail, StatusCodes.Status409Conflict),
        Grpc.Core.StatusCode.FailedPrecondition => new(
            "choices", "This question can't be answered with these choices.", exception.Status.Detail, StatusCodes.Status409Conflict),
        Grpc.Core.StatusCode.DeadlineExceeded => new(
            "late", "The answer service took too long.", "Try again, or ask with a shorter passage.", StatusCodes.Status504GatewayTimeout),
        _ => new(
            "failed", "The answer service failed.", "Its log says why.", StatusCodes.Status502BadGateway),
    };

    public static InferenceFailure Refused(string detail) =>
        new("refused", "This question can't be answered as it is.", detail, StatusCodes.Status400BadRequest);

    public IResult ToResult() => Results.Json(this, statusCode: StatusCode);
}
