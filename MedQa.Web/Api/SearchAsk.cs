namespace MedQa.Web.Api;

/// <summary>What to look for in the library: a question or a title. Like a question it travels in a request's body only.</summary>
internal sealed record SearchAsk(string? Question);
