namespace MedQa.Local.Fakes;

/// <summary>How a fake service behaves; on the command line <c>name=value</c>, separated by commas or as arguments.</summary>
internal sealed record FakeServiceOptions
{
    /// <summary>Port of its probe.</summary>
    public required int Port { get; init; }

    /// <summary>Milliseconds after which the probe answers 200 instead of 503.</summary>
    public int HealthyAfter { get; init; }

    /// <summary>Milliseconds after which it ends by itself; negative: never.</summary>
    public int ExitAfter { get; init; } = -1;

    /// <summary>Its exit code where it ends by itself.</summary>
    public int ExitCode { get; init; }

    /// <summary>Whether it goes on at SIGTERM.</summary>
    public bool Stubborn { get; init; }

    /// <summary>A line to print at the start.</summary>
    public string Print { get; init; } = "started";

    public static FakeServiceOptions Parse(IEnumerable<string> arguments)
    {
        var values = arguments.Select(a => a.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return new FakeServiceOptions
        {
            Port = Number("port", -1),
            HealthyAfter = Number("healthy-after", 0),
            ExitAfter = Number("exit-after", -1),
            ExitCode = Number("exit-code", 0),
            Stubborn = Number("stubborn", 0) == 1,
            Print = values.GetValueOrDefault("print", "started"),
        };

        int Number(string name, int otherwise) =>
            values.TryGetValue(name, out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;
    }
}
