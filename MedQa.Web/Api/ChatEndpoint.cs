using System.Text.Json;
using Grpc.Core;
using MedQa.V1;
using Microsoft.AspNetCore.Http.Features;

namespace MedQa.Web.Api;

/// <summary><c>POST /api/chat</c>: streams an answer as lines of JSON (<see cref="AnswerEvent"/>). The reader who goes away ends the work.</summary>
internal static class ChatEndpoint
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static async Task HandleAsync(Ask ask, MedicalQa.MedicalQaClient client, HttpContext context)
    {
        if (ask.Flaw() is { } flaw)
        {
            await InferenceFailure.Refused(flaw).ToResult().ExecuteAsync(context);
            return;
        }

        var gone = context.RequestAborted;
        try
        {
            using var call = client.Generate(ask.ToGenerateRequest(), cancellationToken: gone);
            await foreach (var response in call.ResponseStream.ReadAllAsync(gone))
            {
                if (AnswerEvent.From(response) is { } answerEvent)
                {
                    await WriteAsync(context, answerEvent, gone);
                }
            }
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is RpcException or OperationCanceledException or IOException)
        {
            // The reader pressed Stop or left: the call is cancelled and nobody reads on.
        }
        catch (RpcException exception) when (context.Response.HasStarted)
        {
            await WriteAsync(context, new AnswerEvent.Failed(InferenceFailure.From(exception)), gone);
        }
        catch (RpcException exception)
        {
            await InferenceFailure.From(exception).ToResult().ExecuteAsync(context);
        }
    }

    private static async Task WriteAsync(HttpContext context, AnswerEvent answerEvent, CancellationToken cancellationToken)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/x-ndjson; charset=utf-8";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        }

        var line = JsonSerializer.SerializeToUtf8Bytes(answerEvent, JsonSerializerOptions.Web);
        await context.Response.Body.WriteAsync(line, cancellationToken);
        await context.Response.Body.WriteAsync(LineEnd, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
