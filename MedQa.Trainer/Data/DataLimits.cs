namespace MedQa.Trainer.Data;

/// <summary>Bounds on what a data file may ask of memory. Far above any real row, far below what would hurt.</summary>
public static class DataLimits
{
    /// <summary>Longest row, in bytes of its JSON.</summary>
    public const int MaxRowBytes = 4 << 20;

    /// <summary>Most rows in a file.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>Most passages in a row.</summary>
    public const int MaxContexts = 256;

    /// <summary>Most MeSH headings of a row.</summary>
    public const int MaxMeshHeadings = 256;

    /// <summary>Longest id, in characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Largest Parquet file, in bytes: its columns are decoded a row group at a time.</summary>
    public const long MaxParquetBytes = 1L << 30;

    /// <summary>Largest split file, in bytes.</summary>
    public const long MaxSplitBytes = 64L << 20;
}
