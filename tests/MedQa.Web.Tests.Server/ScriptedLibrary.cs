namespace MedQa.Web.Tests.Server;

/// <summary>What the service says of its library.</summary>
public sealed record ScriptedLibrary(int Documents, int Waiting = 0, IReadOnlyList<string>? Broken = null);
