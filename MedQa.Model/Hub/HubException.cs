namespace MedQa.Model.Hub;

/// <summary>A model or a data set can't be had from the hub or its cache. The message says which, why and what to do; it never holds the token.</summary>
public class HubException(string message, Exception? inner = null) : IOException(message, inner);
