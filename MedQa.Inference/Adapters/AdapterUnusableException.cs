namespace MedQa.Inference.Adapters;

/// <summary>An adapter cannot be used with the model that is served: made for another base, or of a kind that is not supported.</summary>
internal sealed class AdapterUnusableException(string message, Exception? innerException = null) : Exception(message, innerException);
