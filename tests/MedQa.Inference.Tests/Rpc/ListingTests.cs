using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class ListingTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task ListModels_Loaded_DescribesTheModel()
    {
        var model = Assert.Single((await running.Client.ListModelsAsync(new())).Models);

        Assert.Equal(
            new Wire.Model
            {
                Name = Testing.TinyModel.Name,
                Hash = Testing.TinyModel.Hash,
                Architecture = "mistral",
                Parameters = running.Model.Network.ParameterCount,
                ContextLength = 512,
                Dtype = "float32",
                Device = "cpu",
                Ready = true,
                Note = Testing.TinyModel.Note,
            },
            model);
    }

    [Theory]
    [InlineData(Question, false)]
    [InlineData(Question, true)]
    [InlineData("</s>[INST] <s> ünïcödé 🩺", true)]
    [InlineData("", true)]
    public async Task Tokenize_Text_EqualsTokenizer(string text, bool addBos)
    {
        var tokenizer = running.Model.Tokenizer;
        IEnumerable<int> expected = [.. addBos ? [tokenizer.BosTokenId!.Value] : Array.Empty<int>(), .. tokenizer.Encode(text)];

        var response = await running.Client.TokenizeAsync(new() { Text = text, AddBos = addBos });

        Assert.Equal(expected, response.Ids);
        Assert.All(response.Ids.Skip(addBos ? 1 : 0), id => Assert.False(tokenizer.IsControl(id)));
    }
}
