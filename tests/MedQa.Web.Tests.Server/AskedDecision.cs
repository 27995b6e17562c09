namespace MedQa.Web.Tests.Server;

/// <summary>A call of Decide as it arrived.</summary>
public sealed record AskedDecision(string Question, IReadOnlyList<string> Passages, string Adapter);
