namespace MedQa.Library.Tests.Ingestion;

/// <summary>Progress that is told at once, on the thread that reports.</summary>
internal sealed class Recorder(Action<Library.Ingestion.IngestionProgress> told) : IProgress<Library.Ingestion.IngestionProgress>
{
    public void Report(Library.Ingestion.IngestionProgress value) => told(value);
}
