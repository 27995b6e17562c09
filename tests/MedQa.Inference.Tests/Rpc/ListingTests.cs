using MedQa.Model.Answers;
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
                ChatTemplate = running.Model.ChatTemplate.Name,
                CodeVersion = ServiceDefaults.CodeVersion.Current,
                AnswerFormat = new() { SystemPrompt = AnswerFormat.DefaultSystemPrompt, Lead = new AnswerFormat().Lead, Labels = { "yes", "no", "maybe" } },
            },
            model);
    }

    [Fact]
    public async Task LoadAdapter_Published_SaysHowItAnswersAndWhichWeightsItHas()
    {
        var format = new AnswerFormat { SystemPrompt = "Decide.", Placement = DecisionPlacement.First, Labels = ["likely", "unlikely"], DecisionOffsets = [0, 1.5] };
        var manifest = await Testing.TinyAdapter.PublishAsync(running.Server.Adapters, "described", seed: 3, format);

        var loaded = await running.Client.LoadAdapterAsync(new() { Name = "described" });

        Assert.Equal(("described", 1), (loaded.Name, loaded.Version));
        Assert.Equal(
            new Wire.AnswerFormat { SystemPrompt = "Decide.", DecisionFirst = true, Lead = format.Lead, Labels = { "likely", "unlikely" }, DecisionOffsets = { 0, 1.5 } },
            loaded.AnswerFormat);
        Assert.Equal(manifest.Files.Single(f => f.Name == "adapter_model.safetensors").Sha256, loaded.Hash);
    }

    [Fact]
    public async Task Tokenize_Conversation_EqualsThePrompt()
    {
        var response = await running.Client.TokenizeAsync(new() { Conversation = new() { Messages = { User(Question) }, ContextPassages = { Passage } } });

        Assert.Equal(Prompt(running.Model, Question, Passage), response.Ids);
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
