namespace MedQa.Library.Retrieval;

/// <summary>What is searched.</summary>
public enum RetrievalMode
{
    /// <summary>Words and meaning, where there are vectors, else words.</summary>
    Both,

    /// <summary>Words alone.</summary>
    Words,

    /// <summary>Meaning alone.</summary>
    Meaning,
}
