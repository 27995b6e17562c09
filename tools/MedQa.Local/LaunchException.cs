namespace MedQa.Local;

/// <summary>Something that the person at the keyboard can mend; its message is all that is printed.</summary>
internal sealed class LaunchException(string message) : Exception(message);
