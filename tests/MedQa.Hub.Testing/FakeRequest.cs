namespace MedQa.Hub.Testing;

/// <summary>A request that <see cref="FakeHub"/> got.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="IsEndpoint">Whether it came to the endpoint, not to the host that large files are on.</param>
/// <param name="Target">Path and query.</param>
/// <param name="FileName">The file that it asks for, or null.</param>
/// <param name="RangeStart">The first byte asked for, or null for all.</param>
/// <param name="IfRange">The If-Range header, or null.</param>
/// <param name="Authorization">The Authorization header, or null.</param>
public sealed record FakeRequest(string Method, bool IsEndpoint, string Target, string? FileName, long? RangeStart, string? IfRange, string? Authorization);
