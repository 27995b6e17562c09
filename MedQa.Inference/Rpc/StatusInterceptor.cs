using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using MedQa.Inference.Adapters;
using MedQa.Inference.Devices;
using MedQa.Inference.Libraries;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Model.Generation;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Inference.Rpc;

/// <summary>The one place where exceptions become gRPC statuses, and where calls are counted. No text of a request reaches a status or a log.</summary>
internal sealed class StatusInterceptor(InferenceMetrics metrics, ILogger<StatusInterceptor> logger) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await RunAsync(context, async () => response = await continuation(request, context));
        return response!;
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, () => continuation(request, responseStream, context));

    private async Task RunAsync(ServerCallContext context, Func<Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        var code = StatusCode.OK;
        try
        {
            await call();
        }
#pragma warning disable CA1031 // Every exception becomes a status.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var status = StatusOf(e, context);
            code = status.StatusCode;
            throw new RpcException(status);
        }
        finally
        {
            metrics.CallEnded(context.Method, code, Stopwatch.GetElapsedTime(start));
        }
    }

    private Status StatusOf(Exception exception, ServerCallContext context) => exception switch
    {
        RpcException e => e.Status,
        _ when context.CancellationToken.IsCancellationRequested => new Status(StatusCode.Cancelled, "The client ended the call."),
        InvalidRequestException or PromptTooLongException => new Status(StatusCode.InvalidArgument, exception.Message),
        AdapterNotFoundException => new Status(StatusCode.NotFound, exception.Message),
        AdapterUnusableException or LibraryMissingException => new Status(StatusCode.FailedPrecondition, exception.Message),
        QueueFullException or SearchesFullException => new Status(StatusCode.ResourceExhausted, exception.Message),
        ModelNotReadyException or LibraryNotReadyException or AdapterStoreException => new Status(StatusCode.Unavailable, exception.Message),
        OperationCanceledException or ObjectDisposedException => new Status(StatusCode.Unavailable, "The service is stopping."),
        _ => Unexpected(exception, context),
    };

    /// <summary>A message of an exception that nobody foresaw may repeat a request's text: only its type and where it came from are kept.</summary>
    private Status Unexpected(Exception exception, ServerCallContext context)
    {
        logger.LogError("{Method} failed with {Exception} at {StackTrace}", context.Method, exception.GetType().FullName, exception.StackTrace);
        return new Status(StatusCode.Internal, $"The service failed ({exception.GetType().Name}); its log says where.");
    }
}
