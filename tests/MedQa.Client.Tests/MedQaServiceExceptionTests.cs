using Grpc.Core;

namespace MedQa.Client.Tests;

public class MedQaServiceExceptionTests
{
    [Theory]
    [InlineData(StatusCode.InvalidArgument, MedQaError.InvalidRequest)]
    [InlineData(StatusCode.NotFound, MedQaError.NotFound)]
    [InlineData(StatusCode.FailedPrecondition, MedQaError.Incompatible)]
    [InlineData(StatusCode.ResourceExhausted, MedQaError.Busy)]
    [InlineData(StatusCode.Unavailable, MedQaError.Unavailable)]
    [InlineData(StatusCode.Internal, MedQaError.Failed)]
    [InlineData(StatusCode.Cancelled, MedQaError.Failed)]
    public void From_Status_SaysWhatItMeansToTheCaller(StatusCode status, MedQaError expected)
    {
        var e = Assert.IsType<MedQaServiceException>(MedQaServiceException.From(new RpcException(new Status(status, "Why.")), CancellationToken.None));

        Assert.Equal((expected, "Why."), (e.Error, e.Message));
    }

    [Fact]
    public void From_CancelledByTheCaller_IsCancellation()
    {
        var token = new CancellationToken(canceled: true);

        var e = Assert.IsType<OperationCanceledException>(MedQaServiceException.From(new RpcException(new Status(StatusCode.Cancelled, "")), token));

        Assert.Equal(token, e.CancellationToken);
    }
}
