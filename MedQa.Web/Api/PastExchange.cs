namespace MedQa.Web.Api;

/// <summary>An earlier question of the conversation and its answer, as the page remembers them.</summary>
internal sealed record PastExchange(string Question, string Answer);
