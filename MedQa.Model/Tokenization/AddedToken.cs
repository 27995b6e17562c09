namespace MedQa.Model.Tokenization;

/// <summary>A token that a file lists beside its vocabulary.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text, plain.</param>
/// <param name="IsSpecial">Whether it is a control token.</param>
internal readonly record struct AddedToken(int Id, string Content, bool IsSpecial);
