namespace MedQa.Inference.Libraries;

/// <summary>What a request asks for needs a library, or a part of one, that this service does not have.</summary>
internal sealed class LibraryMissingException(string message) : Exception(message);
