namespace MedQa.Inference.Libraries;

/// <summary>The library's index is not open yet.</summary>
internal sealed class LibraryNotReadyException(string message) : Exception(message);
