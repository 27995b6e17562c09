namespace MedQa.Client;

/// <summary>Why the inference service did not do what was asked, and so what a caller can do.</summary>
public enum MedQaError
{
    /// <summary>The request is wrong; the message says what. Sending it again does not help.</summary>
    InvalidRequest,

    /// <summary>There is no such adapter or version.</summary>
    NotFound,

    /// <summary>The service does not have what was asked for: the adapter does not fit its model, or it has no library.</summary>
    Incompatible,

    /// <summary>Too many requests wait; try again later.</summary>
    Busy,

    /// <summary>The service cannot be reached, is still loading its model, or is stopping; try again later.</summary>
    Unavailable,

    /// <summary>The service failed.</summary>
    Failed,
}
