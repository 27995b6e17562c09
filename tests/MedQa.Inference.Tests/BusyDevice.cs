using MedQa.Inference.Devices;

namespace MedQa.Inference.Tests;

/// <summary>Keeps the device's thread busy until it is disposed.</summary>
internal sealed class BusyDevice : IDisposable
{
    private readonly ManualResetEventSlim release = new();
    private readonly Task<int> work;

    public BusyDevice(DeviceThread device)
    {
        using var running = new ManualResetEventSlim();
        work = device.RunOwnAsync(
            token =>
            {
                running.Set();
                release.Wait(token);
                return 0;
            },
            default);
        running.Wait();
    }

    public void Dispose()
    {
        if (!work.IsCompleted)
        {
            release.Set();
            work.Wait();
            release.Dispose();
        }
    }
}
