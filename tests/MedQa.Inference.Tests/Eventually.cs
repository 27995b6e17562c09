namespace MedQa.Inference.Tests;

/// <summary>Waits for what happens on other threads.</summary>
internal static class Eventually
{
    /// <summary>Fails where the condition does not hold within 20 s.</summary>
    public static async Task Holds(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(condition(), "The condition did not hold within 20 s.");
    }
}
