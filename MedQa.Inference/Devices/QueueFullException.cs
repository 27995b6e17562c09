namespace MedQa.Inference.Devices;

/// <summary>As many requests wait for the device as may.</summary>
internal sealed class QueueFullException(int waiting)
    : Exception($"{waiting} requests wait already, and no more may: try again later.");
