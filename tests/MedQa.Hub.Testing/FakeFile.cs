namespace MedQa.Hub.Testing;

/// <summary>A file of a <see cref="FakeRepository"/>.</summary>
/// <param name="Content">What the listing describes.</param>
/// <param name="IsLarge">Whether it comes from the other host.</param>
/// <param name="Hash">SHA-256 of a large file, git's SHA-1 of another.</param>
public sealed record FakeFile(byte[] Content, bool IsLarge, string Hash);
