using System.Text;
using System.Text.Json;

namespace MedQa.Trainer.Pretraining;

/// <summary>A part of a <see cref="TextTemplate"/>.</summary>
internal abstract record TemplateNode
{
    public abstract void Render(JsonElement scope, StringBuilder text);

    /// <summary>
    /// The field of that name, for <c>a.b</c> the field <c>b</c> of the object <c>a</c>, the scope itself for <c>.</c>, or null where it is
    /// absent or JSON's null.
    /// </summary>
    protected static JsonElement? Find(JsonElement scope, string name)
    {
        if (name == ".")
        {
            return scope;
        }

        var found = scope;
        foreach (var part in name.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(part, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            found = value;
        }

        return found;
    }

    protected static void RenderAll(IReadOnlyList<TemplateNode> nodes, JsonElement scope, StringBuilder text)
    {
        foreach (var node in nodes)
        {
            node.Render(scope, text);
        }
    }
}

internal sealed record LiteralNode(string Text) : TemplateNode
{
    public override void Render(JsonElement scope, StringBuilder text) => text.Append(Text);
}

internal sealed record FieldNode(string Name) : TemplateNode
{
    public override void Render(JsonElement scope, StringBuilder text)
    {
        var value = Find(scope, Name) ?? throw new FormatException($"The field '{Name}' is missing.");
        text.Append(value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new FormatException($"The field '{Name}' is {value.ValueKind}; it must be a text, a number or a boolean. Use 'each' for a list."),
        });
    }
}

internal sealed record IfNode(string Name, IReadOnlyList<TemplateNode> Body) : TemplateNode
{
    public override void Render(JsonElement scope, StringBuilder text)
    {
        if (Find(scope, Name) is { } value && !IsEmpty(value))
        {
            RenderAll(Body, scope, text);
        }
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.False => true,
        _ => false,
    };
}

internal sealed record EachNode(string Name, string Separator, int Maximum, IReadOnlyList<TemplateNode> Body) : TemplateNode
{
    public override void Render(JsonElement scope, StringBuilder text)
    {
        var list = Find(scope, Name) ?? throw new FormatException($"The field '{Name}' is missing.");
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"The field '{Name}' is {list.ValueKind}; 'each' needs a list.");
        }

        var first = true;
        foreach (var item in list.EnumerateArray().Take(Maximum))
        {
            if (!first)
            {
                text.Append(Separator);
            }

            first = false;
            RenderAll(Body, item, text);
        }
    }
}
