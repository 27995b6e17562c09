namespace MedQa.Inference.Adapters;

/// <summary>The store has no such adapter, or not that version of it.</summary>
internal sealed class AdapterNotFoundException(string message) : Exception(message);
