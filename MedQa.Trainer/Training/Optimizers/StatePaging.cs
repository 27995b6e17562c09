namespace MedQa.Trainer.Training.Optimizers;

/// <summary>When an optimizer's state leaves the device: where less memory than the reserve is free. Once it has left, it stays on the host.</summary>
/// <param name="FreeBytes">Reads the device's free memory.</param>
internal sealed record StatePaging(Func<long> FreeBytes)
{
    /// <summary>Memory that is left to everything else, in bytes.</summary>
    public long ReserveBytes { get; init; } = 512L << 20;

    /// <summary>Values that are on the device at once while a step goes through a state on the host; a multiple of the block size.</summary>
    public long PieceValues { get; init; } = 4L << 20;

    /// <summary>Whether so many bytes more would leave less than the reserve.</summary>
    public bool IsShort(long moreBytes) => FreeBytes() - moreBytes < ReserveBytes;
}
