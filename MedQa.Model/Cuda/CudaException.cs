namespace MedQa.Model.Cuda;

/// <summary>A call to the GPU's driver or to its run-time compiler failed.</summary>
public sealed class CudaException : Exception
{
    /// <param name="call">The call that failed.</param>
    /// <param name="code">The code it returned.</param>
    /// <param name="name">The code's name.</param>
    public CudaException(string call, int code, string name)
        : base($"{call} failed with {name} ({code}).")
    {
        Code = code;
    }

    /// <param name="message">What failed, and what to do.</param>
    public CudaException(string message)
        : base(message)
    {
    }

    /// <summary>The code that was returned, or 0.</summary>
    public int Code { get; }
}
