namespace MedQa.Inference.Requests;

/// <summary>A request is wrong. The message says which field, what was expected and what came, and never repeats its text.</summary>
internal sealed class InvalidRequestException(string message, Exception? innerException = null) : Exception(message, innerException);
