namespace MedQa.Model.Tokenization.Jinja;

/// <summary>What a template may use at most; a template comes from a file that nobody vouches for.</summary>
internal static class JinjaLimits
{
    /// <summary>Characters of a template.</summary>
    public const int SourceLength = 1 << 18;

    /// <summary>Blocks, brackets and operators within each other.</summary>
    public const int Nesting = 100;

    /// <summary>Expressions and statements evaluated in one rendering.</summary>
    public const int Steps = 200_000;

    /// <summary>Characters of one text, the rendered one too.</summary>
    public const int TextLength = 1 << 18;

    /// <summary>Entries of a list.</summary>
    public const int ListLength = 10_000;

    /// <summary>The text, if it is not too long.</summary>
    public static string Check(string text) => text.Length <= TextLength ? text : throw new JinjaException($"a text is longer than {TextLength} characters");

    /// <summary>The list, if it is not too long.</summary>
    public static List<object?> Check(List<object?> list) => list.Count <= ListLength ? list : throw new JinjaException($"a list is longer than {ListLength}");
}
