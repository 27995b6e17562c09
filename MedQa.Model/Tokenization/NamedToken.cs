namespace MedQa.Model.Tokenization;

/// <summary>A token that a text gives by writing its name, whatever stands around it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The name, plain.</param>
/// <param name="TakesSpaceBefore">Whether white space before the name belongs to it (<c>lstrip</c>).</param>
/// <param name="TakesSpaceAfter">Whether white space after the name belongs to it (<c>rstrip</c>).</param>
internal sealed record NamedToken(int Id, string Name, bool TakesSpaceBefore = false, bool TakesSpaceAfter = false);
