using Grpc.Core;

namespace MedQa.Client;

/// <summary>The inference service did not do what was asked. The message is the service's, or says what is wrong with its answer, and holds no health text.</summary>
public sealed class MedQaServiceException : Exception
{
    internal MedQaServiceException(MedQaError error, RpcException innerException)
        : base(innerException.Status.Detail, innerException)
    {
        Error = error;
    }

    internal MedQaServiceException(MedQaError error, string message)
        : base(message)
    {
        Error = error;
    }

    /// <summary>What kind of failure it is.</summary>
    public MedQaError Error { get; }

    /// <summary>What a failed call means to the caller: cancelled if the caller cancelled, else a <see cref="MedQaServiceException"/>.</summary>
    internal static Exception From(RpcException e, CancellationToken cancellationToken) => e.StatusCode switch
    {
        StatusCode.Cancelled when cancellationToken.IsCancellationRequested => new OperationCanceledException(e.Status.Detail, e, cancellationToken),
        StatusCode.InvalidArgument or StatusCode.OutOfRange => new MedQaServiceException(MedQaError.InvalidRequest, e),
        StatusCode.NotFound => new MedQaServiceException(MedQaError.NotFound, e),
        StatusCode.FailedPrecondition => new MedQaServiceException(MedQaError.Incompatible, e),
        StatusCode.ResourceExhausted => new MedQaServiceException(MedQaError.Busy, e),
        StatusCode.Unavailable => new MedQaServiceException(MedQaError.Unavailable, e),
        _ => new MedQaServiceException(MedQaError.Failed, e),
    };
}
