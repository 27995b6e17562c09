namespace MedQa.ServiceDefaults.Adapters;

/// <summary>The adapter store could not do what was asked. The message says what, which adapter, version and file, and what to do.</summary>
public sealed class AdapterStoreException : Exception
{
    public AdapterStoreException(string message)
        : base(message)
    {
    }

    public AdapterStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
