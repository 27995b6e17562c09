namespace MedQa.Inference.Configuration;

/// <summary>Which addresses a service listens on.</summary>
internal enum BindAddress
{
    /// <summary><see cref="Any"/> in a container (<c>DOTNET_RUNNING_IN_CONTAINER</c> is true), else <see cref="Loopback"/>.</summary>
    Auto,

    /// <summary>This machine alone.</summary>
    Loopback,

    /// <summary>Every address of this machine.</summary>
    Any,
}
