using System.Globalization;
using System.Text.Json.Serialization;

namespace MedQa.Model.Training;

/// <summary>
/// How many decoder layers keep their input alone and are computed again in the backward pass (Chen et al., 2016,
/// arXiv:1604.06174): <c>all</c>, <c>none</c>, <c>auto</c> (as many as the free memory asks for), or a number, which counts from
/// the first layer.
/// </summary>
[JsonConverter(typeof(ActivationCheckpointingConverter))]
public sealed record ActivationCheckpointing
{
    private ActivationCheckpointing(string text, int? layers)
    {
        Text = text;
        Layers = layers;
    }

    /// <summary>Every layer.</summary>
    public static ActivationCheckpointing All { get; } = new("all", null);

    /// <summary>No layer.</summary>
    public static ActivationCheckpointing None { get; } = new("none", null);

    /// <summary>As many layers as the free memory asks for.</summary>
    public static ActivationCheckpointing Auto { get; } = new("auto", null);

    /// <summary>The number, where one was given.</summary>
    public int? Layers { get; }

    private string Text { get; }

    /// <summary>The first layers.</summary>
    /// <param name="layers">How many; 0 or more.</param>
    public static ActivationCheckpointing First(int layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        return new ActivationCheckpointing(layers.ToString(CultureInfo.InvariantCulture), layers);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is none of the words and no number.</exception>
    public static ActivationCheckpointing Parse(string text) => text switch
    {
        "all" => All,
        "none" => None,
        "auto" => Auto,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var layers) => First(layers),
        _ => throw new FormatException($"'{text}' is neither all, none, auto nor a number of layers."),
    };

    /// <summary>The number of layers that it means for a model.</summary>
    /// <param name="layers">Layers of the model.</param>
    /// <param name="auto">Answers <see cref="Auto"/>.</param>
    /// <exception cref="ArgumentException">More layers are asked for than there are.</exception>
    public int Resolve(int layers, Func<int> auto)
    {
        ArgumentNullException.ThrowIfNull(auto);
        if (Layers > layers)
        {
            throw new ArgumentException($"Checkpointing is asked for {Layers} layers, but the model has {layers}. Give a number up to that, all, none or auto.");
        }

        return Layers ?? (this == All ? layers : this == None ? 0 : auto());
    }

    /// <summary><c>all</c>, <c>none</c>, <c>auto</c> or the number.</summary>
    public override string ToString() => Text;
}
