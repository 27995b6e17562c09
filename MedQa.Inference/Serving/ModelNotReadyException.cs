namespace MedQa.Inference.Serving;

/// <summary>The model is not in memory: it is being loaded, or the service is stopping.</summary>
internal sealed class ModelNotReadyException(string message) : Exception(message);
