using MedQa.Inference.Serving;
using MedQa.Inference.Testing;

namespace MedQa.Inference.Tests.Serving;

/// <summary>Loads nothing until it is told how that goes.</summary>
internal sealed class GatedLoader : IModelLoader, IDisposable
{
    private readonly TaskCompletionSource gate = new();

    public void Succeed() => gate.SetResult();

    public void Fail(Exception exception) => gate.SetException(exception);

    public ServedModel Load(CancellationToken cancellationToken)
    {
        gate.Task.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        return new TinyModelLoader().Load(cancellationToken);
    }

    public void Dispose() => gate.TrySetCanceled();
}
