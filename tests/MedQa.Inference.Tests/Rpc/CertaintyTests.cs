using System.Globalization;
using MedQa.Inference.Serving;
using MedQa.Inference.Testing;
using MedQa.Library.Grounding;
using Microsoft.Extensions.DependencyInjection;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

/// <summary>From which relevance on passages are read for a required answer, and when the model may decline then.</summary>
public sealed class CertaintyTests : IDisposable
{
    private const string Certain = "What are the signs of asthma?";

    // The library has its subject and not what is asked of it.
    private const string Uncertain = "How much does asthma cost a company?";

    private readonly TestLibrary library = new(
        ("asthma.md", "# Asthma\n\n## Signs\n\nThe chest feels tight and breathing whistles. Coughing is worse at night and after running. A doctor listens to the chest and measures how fast air comes out.\n"),
        ("fever.md", "# Fever\n\nA fever is a body temperature of 38 degrees or more. Drink enough and rest.\n"));

    public void Dispose() => library.Dispose();

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(0.0, null, true)]
    [InlineData(null, "0", true)]
    [InlineData(0.0, "1", false)]
    [InlineData(1.0, "0", true)]
    public async Task Generate_RequiredAndUncertain_IsReadFromTheServicesThresholdOnElseTheModels(double? model, string? service, bool read)
    {
        using var own = await StartAsync(model, service);

        var events = await AskAsync(own, Uncertain, Wire.Grounding.Required);

        Assert.Equal(read, events[1].Sources.Found);
        Assert.Equal(read, events[^1].Finished.Usage.CompletionTokens > 0);
        Assert.False((await AskAsync(own, Uncertain, Wire.Grounding.Auto))[1].Sources.Found);
        Assert.False((await own.Client.DecideAsync(new() { Question = Uncertain, Grounding = Wire.Grounding.Required })).Sources.Found);
    }

    /// <summary>A random model says either where it may.</summary>
    [Fact]
    public async Task Generate_Required_MayDeclineOnlyWhereTheContextIsNotCertain()
    {
        using var own = await StartAsync(model: 0, service: null);
        var declined = new Dictionary<string, int> { [Certain] = 0, [Uncertain] = 0 };
        const int seeds = 40;
        foreach (var question in (string[])[Certain, Uncertain])
        {
            for (ulong seed = 0; seed < seeds; seed++)
            {
                var events = await AskAsync(own, question, Wire.Grounding.Required, seed);
                declined[question] += events[^1].Finished.Declined ? 1 : 0;
                Assert.Equal(events[^1].Finished.Declined, TextOf(events) == Decline.Sentence);
                Assert.Equal(events[^1].Finished.Declined, events.All(e => e.Citation is null));
            }
        }

        Assert.Equal(0, declined[Certain]);
        Assert.InRange(declined[Uncertain], 1, seeds - 1);
    }

    /// <summary>A random model begins with any sentence, one with a bias that no logit reaches with the best one.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1000, 1)]
    public async Task Generate_Required_BeginsWithTheBestSentenceWhereTheModelsBiasSaysSo(double bias, int beginnings)
    {
        using var own = await StartAsync(model: 0, service: null, bias, contextWords: 20);
        var said = new HashSet<string>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            said.Add(TextOf(await AskAsync(own, "Is coughing worse at night?", Wire.Grounding.Required, seed))[..8]);
        }

        Assert.Contains("Coughing", said);
        Assert.True(bias == 0 ? said.Count >= beginnings : said.Count == beginnings, string.Join(", ", said));
    }

    /// <summary>The real loader reads the field from the model's folder.</summary>
    [Fact]
    public async Task Load_CardWithAThreshold_IsTheModels()
    {
        var folder = Directory.CreateTempSubdirectory("medqa-model-");
        try
        {
            using (var tiny = new TinyModel())
            {
                tiny.Save(folder.FullName);
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "medqa.json"), """{"contextWords": 60, "relevanceThreshold": 0.25, "bestSentenceBias": 3}""");
            using var own = await RunningServer.StartOwnAsync(
                new Dictionary<string, string> { ["MedQa:Model"] = folder.FullName }, services => services.AddSingleton<IModelLoader, CheckpointLoader>());
            var model = own.Part<ModelHost>().Require();
            Assert.Equal((60, 0.25, 3), (model.ContextWords, model.RelevanceThreshold, model.BestSentenceBias));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<OwnServer> StartAsync(double? model, string? service, double bias = 0, int? contextWords = null)
    {
        var settings = new Dictionary<string, string>(library.Settings);
        if (contextWords is { } words)
        {
            settings["MedQa:Library:ContextWords"] = words.ToString(CultureInfo.InvariantCulture);
        }

        if (service is not null)
        {
            settings["MedQa:Library:RelevanceThreshold"] = service;
        }

        var own = await RunningServer.StartOwnAsync(settings, services => services.AddSingleton<IModelLoader>(new Loader(model, bias)));
        await Eventually.Holds(() => own.Client.ListModels(new()).Models[0].Library is { Documents: 2, Waiting: 0 });
        return own;
    }

    private static async Task<IReadOnlyList<Wire.GenerateResponse>> AskAsync(OwnServer own, string question, Wire.Grounding grounding, ulong? seed = null)
    {
        var request = Ask(question, 60);
        request.Grounding = grounding;
        if (seed is not null)
        {
            (request.Sampling.Temperature, request.Sampling.Seed) = (2, seed.Value);
        }

        return await ReadAsync(own.Client.Generate(request));
    }

    private sealed class Loader(double? threshold, double bias) : IModelLoader
    {
        public ServedModel Load(CancellationToken cancellationToken)
        {
            var tiny = new TinyModel();
            return new ServedModel(tiny.Network, tiny.Tokenizer, tiny.ChatTemplate) { Name = TinyModel.Name, Hash = TinyModel.Hash, RelevanceThreshold = threshold, BestSentenceBias = bias };
        }
    }
}
