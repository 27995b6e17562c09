using System.Text.Json;
using MedQa.Model.Training;

namespace MedQa.Model.Tests.Training;

public class ActivationCheckpointingTests
{
    [Theory]
    [InlineData("all", 32, "\"all\"")]
    [InlineData("none", 0, "\"none\"")]
    [InlineData("auto", 7, "\"auto\"")]
    [InlineData("12", 12, "12")]
    [InlineData("0", 0, "0")]
    public void Parse_WordOrNumber_MeansThatManyLayersAndGoesThroughJson(string text, int layers, string json)
    {
        var checkpointing = ActivationCheckpointing.Parse(text);

        Assert.Equal(layers, checkpointing.Resolve(32, () => 7));
        Assert.Equal(text, checkpointing.ToString());
        Assert.Equal(json, JsonSerializer.Serialize(checkpointing));
        Assert.Equal(checkpointing, JsonSerializer.Deserialize<ActivationCheckpointing>(json));
    }

    [Theory]
    [InlineData("some")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("")]
    public void Parse_AnythingElse_IsRefused(string text)
    {
        Assert.Throws<FormatException>(() => ActivationCheckpointing.Parse(text));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ActivationCheckpointing>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Resolve_MoreLayersThanThereAre_SaysBothNumbers()
    {
        var error = Assert.Throws<ArgumentException>(() => ActivationCheckpointing.First(40).Resolve(32, () => 0));

        Assert.Contains("40 layers, but the model has 32", error.Message, StringComparison.Ordinal);
    }
}
