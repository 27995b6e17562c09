namespace MedQa.Web.Tests.Server;

public sealed record ScriptedAdapter(string Name, int Version = 1, bool Compatible = true, string Summary = "");
