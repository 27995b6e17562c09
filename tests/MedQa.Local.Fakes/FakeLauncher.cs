namespace MedQa.Local.Fakes;

/// <summary>The real launcher over fake services, as a process of its own that signals can be sent to.</summary>
internal static class FakeLauncher
{
    /// <param name="stopSeconds">How long the services may take to stop.</param>
    /// <param name="services">One a service: <c>name,option=value,…</c>.</param>
    public static async Task<int> RunAsync(double stopSeconds, IReadOnlyList<string> services)
    {
        using var signals = new StopSignals();
        var launcher = new Launcher(Console.Out, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(stopSeconds), TimeProvider.System);
        return await launcher.RunAsync([.. services.Select(Service)], "all healthy", signals.Stop, signals.Kill);
    }

    /// <summary>A fake service as the launcher is told of it.</summary>
    public static Service Service(string text)
    {
        var parts = text.Split(',');
        var port = FakeServiceOptions.Parse(parts.Skip(1)).Port;
        return new Service(
            parts[0],
            DotnetHost.Path,
            [Path.Combine(AppContext.BaseDirectory, "MedQa.Local.Fakes.dll"), "serve", .. parts.Skip(1)],
            AppContext.BaseDirectory,
            new Dictionary<string, string>(),
            new Uri($"http://127.0.0.1:{port}/health"));
    }
}
