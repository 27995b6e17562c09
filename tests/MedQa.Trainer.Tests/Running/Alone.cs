namespace MedQa.Trainer.Tests.Running;

/// <summary>Tests of processes that have to be reached in time: they run after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
