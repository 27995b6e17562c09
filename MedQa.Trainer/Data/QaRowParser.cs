using System.Globalization;

namespace MedQa.Trainer.Data;

/// <summary>
/// Checks a raw row's fields and gives them their types. Knows the authors' names (QUESTION, CONTEXTS, MESHES, LONG_ANSWER, YEAR)
/// and the hub's (question, context.contexts, context.meshes, long_answer); final_decision is the same in both.
/// </summary>
internal sealed class QaRowParser(string file, IReadOnlyList<string> labels, bool idRequired)
{
    /// <summary>The row, or null where it has problems, which are added to <paramref name="problems"/>.</summary>
    public QaRow? Parse(RawRow raw, List<DataProblem> problems)
    {
        if (raw.Fault is { } fault)
        {
            problems.Add(new DataProblem(file, raw.Place, null, fault));
            return null;
        }

        var fields = new FieldReader(file, raw, problems);
        var before = problems.Count;
        var id = raw.Key is { } key ? fields.CheckId("key", key) : Id(fields, raw);
        var question = fields.Text("question", "QUESTION");
        var contexts = Contexts(fields);
        var longAnswer = fields.Text("long_answer", "LONG_ANSWER");
        var decision = Decision(fields);
        var year = Year(fields);
        var headings = MeshHeadings(fields);
        return problems.Count > before ? null : new QaRow(id!, question!, contexts!, longAnswer!, decision, year) { MeshHeadings = headings! };
    }

    private string? Id(FieldReader fields, RawRow raw) => fields.Find("pubid", "id", out var name) switch
    {
        string text => fields.CheckId(name, text),
        long number => number.ToString(CultureInfo.InvariantCulture),
        null when !idRequired => raw.Place,
        null => fields.Problem("pubid", "is missing."),
        var other => fields.Problem(name, $"must be a text or a whole number, but is {FieldReader.KindOf(other)}."),
    };

    private static List<string>? Contexts(FieldReader fields)
    {
        var value = InContext(fields, "contexts", "CONTEXTS", out var name);
        if (value is null)
        {
            fields.Problem(name, "is missing (a row without passages has an empty list).");
            return null;
        }

        return Texts(fields, name, value, DataLimits.MaxContexts, "passages");
    }

    private static List<string>? MeshHeadings(FieldReader fields) => InContext(fields, "meshes", "MESHES", out var name) is { } value
        ? Texts(fields, name, value, DataLimits.MaxMeshHeadings, "headings")
        : [];

    // The hub has both lists in a field "context", the authors' and other files in the row itself.
    private static object? InContext(FieldReader fields, string inContext, string authors, out string name)
    {
        var inRow = fields.Find(inContext, authors, out name);
        if (inRow is not null || fields.Find("context", "context", out _) is not IReadOnlyDictionary<string, object?> context)
        {
            return inRow;
        }

        name = $"context.{inContext}";
        return context.GetValueOrDefault(inContext);
    }

    private static List<string>? Texts(FieldReader fields, string name, object value, int most, string what)
    {
        if (value is not List<object?> list)
        {
            fields.Problem(name, $"must be a list of texts, but is {FieldReader.KindOf(value)}.");
            return null;
        }

        if (list.Count > most)
        {
            fields.Problem(name, $"has {list.Count} {what}, more than {most}.");
            return null;
        }

        var texts = new List<string>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (fields.CheckText(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), list[i]) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private string? Decision(FieldReader fields)
    {
        var value = fields.Find("final_decision", "final_decision", out var name);
        if (value is null || (value is string text && labels.Contains(text)))
        {
            return (string?)value;
        }

        return fields.Problem(name, $"must be one of {string.Join(", ", labels)}, but is {(value is string ? "another text" : FieldReader.KindOf(value))}.");
    }

    private static int? Year(FieldReader fields)
    {
        var value = fields.Find("year", "YEAR", out var name);
        if (value is null)
        {
            return null;
        }

        var year = value switch
        {
            long number => number,
            string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => 0,
        };
        if (year is < 1000 or > 9999)
        {
            fields.Problem(name, "must be a year of four digits, or null.");
        }

        return (int)Math.Clamp(year, 0, 9999);
    }
}
