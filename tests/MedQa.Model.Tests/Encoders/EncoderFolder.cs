using System.Text.Json.Nodes;
using MedQa.Model.Encoders;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Encoders;

/// <summary>A copy of the tiny RoBERTa in a folder of its own, or a BERT made from it, to change before it is opened.</summary>
internal sealed class EncoderFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Tensor> _weights;
    private readonly JsonNode _config;

    private EncoderFolder(string tokenizer)
    {
        foreach (var file in Directory.GetFiles(Goldens.Require(tokenizer)).Where(f => Path.GetFileName(f) is not ("config.json" or "model.safetensors")))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }

        var source = Goldens.Require("tiny-roberta");
        _weights = GoldenCase.ReadAll(Path.Combine(source, "model.safetensors"));
        _config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!;
    }

    public string Location => _folder.Path;

    public static EncoderFolder Roberta() => new("tiny-roberta");

    /// <summary>The same weights with two token types, and a WordPiece tokenizer.</summary>
    public static EncoderFolder Bert()
    {
        var folder = new EncoderFolder("tiny-wordpiece");
        folder.Config("model_type", "bert").Config("pad_token_id", 0).Config("type_vocab_size", 2);
        folder.Weight("embeddings.token_type_embeddings.weight", types => cat([types, types * -2], 0));
        return folder;
    }

    public EncoderFolder Config(string key, JsonNode? value)
    {
        _config[key] = value;
        return this;
    }

    public EncoderFolder Forget(string key)
    {
        _config.AsObject().Remove(key);
        return this;
    }

    public EncoderFolder Add(string name, Tensor weight)
    {
        _weights.Add(name, weight);
        return this;
    }

    public EncoderFolder Remove(string name)
    {
        _weights.Remove(name);
        return this;
    }

    public EncoderFolder Weight(string name, Func<Tensor, Tensor> change)
    {
        _weights[name] = change(_weights[name]);
        return this;
    }

    public EncoderFolder Rename(Func<string, string> rename)
    {
        foreach (var (name, weight) in _weights.ToArray())
        {
            _weights.Remove(name);
            _weights.Add(rename(name), weight);
        }

        return this;
    }

    /// <summary>Writes the files and opens them.</summary>
    public EncoderCheckpoint Open(int? layers = null)
    {
        File.WriteAllText(_folder.File("config.json"), _config.ToJsonString());
        SafetensorsWriter.Save(_folder.File("model.safetensors"), _weights);
        return EncoderCheckpoint.Open(_folder.Path, CPU, layers);
    }

    public void Dispose()
    {
        foreach (var weight in _weights.Values)
        {
            weight.Dispose();
        }

        _folder.Dispose();
    }
}
