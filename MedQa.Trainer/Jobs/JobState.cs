namespace MedQa.Trainer.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Trains, or did when the service stopped and goes on when it is back.</summary>
    Running,

    /// <summary>Done; its adapter is written, and published where a name was given.</summary>
    Succeeded,

    /// <summary>Stopped by a mistake; the job says which.</summary>
    Failed,

    /// <summary>Stopped by a caller.</summary>
    Cancelled,
}
