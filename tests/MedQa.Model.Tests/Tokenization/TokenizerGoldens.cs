using System.Text.Json;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Reads the tokenizers' golden cases and finds the files that they were made with.</summary>
internal static class TokenizerGoldens
{
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Goldens.Require(name)));
        return document.RootElement.Clone();
    }

    /// <summary>The file or folder that a case names: <c>tokenizers/…</c> or <c>models/…</c>.</summary>
    public static string Source(JsonElement golden)
    {
        var name = golden.GetProperty("tokenizer").GetString()!;
        return name.StartsWith("models/", StringComparison.Ordinal) ? Goldens.RequireModel(name["models/".Length..]) : Goldens.RequireBesideModels(name);
    }

    public static ChatMessage[] Messages(JsonElement chat)
        => [.. chat.GetProperty("messages").EnumerateArray().Select(m => new ChatMessage(Enum.Parse<ChatRole>(m.GetProperty("role").GetString()!, true), m.GetProperty("content").GetString()!))];

    public static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];
}
