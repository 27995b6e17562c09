using System.Reflection;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Inference.Tests.Adapters;

/// <summary>A store that lists nothing and never says whether it was offered an adapter.</summary>
public class SilentStore : DispatchProxy
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static IAdapterStore Create() => DispatchProxy.Create<IAdapterStore, SilentStore>();

    /// <summary>Waits until it was asked.</summary>
    public static Task WasAskedAsync(IAdapterStore store) => ((SilentStore)(object)store).asked.Task.WaitAsync(TimeSpan.FromSeconds(20));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IAdapterStore.ListAsync):
                return Task.FromResult<IReadOnlyList<AdapterListing>>([]);
            case nameof(IAdapterStore.WasOfferedAsync):
                asked.TrySetResult();
                return NeverAsync((CancellationToken)args![^1]!);
            default:
                throw new NotSupportedException(targetMethod.Name);
        }
    }

    private static async Task<bool> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return false;
    }
}
