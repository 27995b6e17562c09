using System.CommandLine;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Commands;

/// <summary>A flag of the command line that stands for one training option.</summary>
/// <param name="Option">The flag.</param>
/// <param name="Apply">The options with the flag's value in place of what they held; the same where it was not given.</param>
internal sealed record TrainingFlag(Option Option, Func<ParseResult, TrainingOptions, TrainingOptions> Apply)
{
    /// <summary>A flag whose value the command line's library reads.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">One line of the help.</param>
    /// <param name="set">Puts the value in.</param>
    public static TrainingFlag Of<T>(string name, string description, Func<TrainingOptions, T, TrainingOptions> set, params string[] aliases) =>
        Of(new Option<T>(name, aliases) { Description = description }, set);

    /// <summary>A flag whose value is a name as an options file has it.</summary>
    public static TrainingFlag OfName<T>(string name, string description, Func<TrainingOptions, T, TrainingOptions> set)
        where T : struct, Enum => Of(
            new Option<T>(name)
            {
                Description = description,
                CustomParser = result => OptionsFile.Parse<T>(result.Tokens[0].Value, result.AddError) ?? default,
            },
            set);

    /// <summary>A flag whose value has a syntax of its own.</summary>
    /// <param name="parse">Reads it; throws <see cref="FormatException"/> with what is wrong.</param>
    public static TrainingFlag OfText<T>(string name, string description, Func<string, T> parse, Func<TrainingOptions, T, TrainingOptions> set) => Of(
        new Option<T>(name)
        {
            Description = description,
            CustomParser = result =>
            {
                try
                {
                    return parse(result.Tokens[0].Value);
                }
                catch (FormatException e)
                {
                    result.AddError(e.Message);
                    return default;
                }
            },
        },
        set);

    /// <summary>A flag whose values stand behind each other with commas between.</summary>
    public static TrainingFlag OfList<T>(string name, string description, Func<TrainingOptions, IReadOnlyList<T>, TrainingOptions> set)
        where T : IParsable<T> => Of(
            new Option<IReadOnlyList<T>>(name)
            {
                Description = description,
                CustomParser = result =>
                {
                    var values = new List<T>();
                    foreach (var text in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
                    {
                        if (!T.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value))
                        {
                            result.AddError($"'{text}' is not a value that can be used in {name}.");
                            return [];
                        }

                        values.Add(value);
                    }

                    return values;
                },
            },
            set);

    private static TrainingFlag Of<T>(Option<T> option, Func<TrainingOptions, T, TrainingOptions> set) =>
        new(option, (parsed, options) => parsed.GetResult(option) is null or { Implicit: true } ? options : set(options, parsed.GetValue(option)!));
}
