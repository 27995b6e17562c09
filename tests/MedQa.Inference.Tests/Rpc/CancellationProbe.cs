using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MedQa.Inference.Tests.Rpc;

/// <summary>Notes how many tokens were written when the service learned that a client is gone.</summary>
internal sealed class CancellationProbe(CountingLoader loader) : Interceptor
{
    public TaskCompletionSource<int> WrittenWhenCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var registration = context.CancellationToken.Register(() => WrittenWhenCancelled.TrySetResult(loader.Tokenizer!.Written));
        try
        {
            await continuation(request, responseStream, context);
        }
        finally
        {
            Ended.TrySetResult();
        }
    }
}
