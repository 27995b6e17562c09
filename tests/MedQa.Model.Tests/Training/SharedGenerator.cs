namespace MedQa.Model.Tests.Training;

/// <summary>Tests with dropout: torch has one generator a process, which tests side by side would share.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedGenerator
{
    public const string Name = "torch's generator";
}
