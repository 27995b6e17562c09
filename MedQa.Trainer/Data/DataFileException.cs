namespace MedQa.Trainer.Data;

/// <summary>A data file can't be used. The message names the file, the place and the field, never the texts.</summary>
public sealed class DataFileException : IOException
{
    /// <summary>A file that can't be used.</summary>
    public DataFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>A row that can't be used.</summary>
    public DataFileException(DataProblem problem)
        : base(problem.ToString())
    {
    }
}
