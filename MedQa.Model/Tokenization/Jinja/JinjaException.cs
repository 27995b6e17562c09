namespace MedQa.Model.Tokenization.Jinja;

/// <summary>A template can't be read or rendered: it is broken, uses what is not supported, raised an exception of its own or went past a limit.</summary>
internal sealed class JinjaException(string message) : Exception(message);
