using System.Globalization;

namespace MedQa.Trainer.Data;

/// <summary>
/// Checks a raw row's fields and gives them their types. Knows the authors' names (QUESTION, CONTEXTS, LONG_ANSWER, YEAR) and
/// the hub's (question, context.contexts, long_answer); final_decision is the same in both.
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
        return problems.Count > before ? null : new QaRow(id!, question!, contexts!, longAnswer!, decision, year);
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
        object? value;
        string name;
        if (fields.Find("context", "context", out _) is IReadOnlyDictionary<string, object?> context)
        {
            name = "context.contexts";
            value = context.GetValueOrDefault("contexts");
        }
        else
        {
            value = fields.Find("contexts", "CONTEXTS", out name);
        }

        if (value is not List<object?> list)
        {
            fields.Problem(name, value is null
                ? "is missing (a row without passages has an empty list)."
                : $"must be a list of texts, but is {FieldReader.KindOf(value)}.");
            return null;
        }

        if (list.Count > DataLimits.MaxContexts)
        {
            fields.Problem(name, $"has {list.Count} passages, more than {DataLimits.MaxContexts}.");
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
