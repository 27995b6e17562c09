namespace MedQa.Trainer.Pairs.Drills;

/// <summary>What people put around the words that they look for: most often little, seldom grammar.</summary>
internal static class DrillFrames
{
    /// <summary>Where the words stand.</summary>
    public const string Words = "{s}";

    /// <summary>Where the page's name stands.</summary>
    public const string Name = "{t}";

    /// <summary>Frames for words alone.</summary>
    public static IReadOnlyList<string> Alone { get; } =
    [
        "{s}", "{s}?", "what about {s}?", "does it {s}?", "is it true that {s}?", "why {s}?", "when {s}?", "how {s}?", "who {s}?", "what {s}?", "where {s}?", "which {s}?",
        "can {s}?", "do {s}?", "are {s}?", "should I {s}?", "tell me about {s}", "what do the passages say about {s}?", "my doctor said {s}, is that right?", "I want to know if {s}",
    ];

    /// <summary>Frames for words with the page's name.</summary>
    public static IReadOnlyList<string> Named { get; } =
    [
        "{t} {s}?", "{t}: {s}", "{s} {t}", "{s} and {t}", "{s} with {t}?", "does {t} {s}?", "can {t} {s}?", "is {t} {s}?", "why does {t} {s}?", "what about {s} in {t}?",
        "in {t}, what about {s}?", "how does {t} affect {s}?", "what {s} does {t} have?", "which {s} for {t}?", "I have {t}, {s}?",
    ];

    /// <summary>Words that may join others and ask for nothing.</summary>
    public static IReadOnlyList<string> Joints { get; } = ["and", "of", "in", "with", "for"];
}
