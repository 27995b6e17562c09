namespace MedQa.Trainer.Training;

/// <summary>Gathers what is wrong with options, so that all of it is said at once.</summary>
internal sealed class OptionsCheck
{
    private readonly List<string> problems = [];

    /// <summary>Notes a problem where the condition does not hold.</summary>
    public void Require(bool holds, string name, string range, object? value)
    {
        if (!holds)
        {
            problems.Add(FormattableString.Invariant($"{name} must be {range}, but is {value ?? "not given"}"));
        }
    }

    /// <exception cref="ArgumentException">A condition did not hold; the message lists all that did not.</exception>
    public void ThrowIfAny()
    {
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The options are not valid: {string.Join("; ", problems)}.");
        }
    }
}
