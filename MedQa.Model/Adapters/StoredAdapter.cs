using MedQa.Model.Lora;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Adapters;

/// <summary>An adapter's files, without its base: its terms are read one by one.</summary>
internal sealed class StoredAdapter : IDisposable
{
    private const string Prefix = "base_model.model.";
    private const string SuffixA = ".lora_A.weight";
    private const string SuffixB = ".lora_B.weight";

    private readonly SafetensorsFile _file;

    private StoredAdapter(string folder, AdapterCard card, LoraConfig config, SafetensorsFile file)
    {
        (Folder, Card, Config, _file) = (folder, card, config, file);
        Modules = [.. file.Entries.Keys.Where(IsA).Select(n => n[Prefix.Length..^SuffixA.Length])];
    }

    public string Folder { get; }

    public AdapterCard Card { get; }

    public LoraConfig Config { get; }

    /// <summary>The projections with a term, in the file's order.</summary>
    public IReadOnlyList<string> Modules { get; }

    public static string NameOfA(string module) => Prefix + module + SuffixA;

    public static string NameOfB(string module) => Prefix + module + SuffixB;

    /// <exception cref="FileNotFoundException">One of PEFT's two files is missing.</exception>
    /// <exception cref="InvalidDataException">A file can't be used, or its tensors are no pairs of A [r, in] and B [out, r]; names the file and the tensor.</exception>
    public static StoredAdapter Open(string folder)
    {
        var (card, config) = (AdapterCard.Load(folder), PeftConfig.Read(folder));
        var adapter = new StoredAdapter(folder, card, config, SafetensorsFile.Open(Path.Combine(folder, PeftAdapter.WeightsFileName)));
        try
        {
            adapter.Check();
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Width of a projection's input and of its output.</summary>
    public (long Inputs, long Outputs) WidthsOf(string module) => (_file.Entries[NameOfA(module)].Shape[1], _file.Entries[NameOfB(module)].Shape[0]);

    /// <summary>A [r, in], float32.</summary>
    public Tensor A(string module) => Float(NameOfA(module));

    /// <summary>B [out, r], float32.</summary>
    public Tensor B(string module) => Float(NameOfB(module));

    public void Dispose() => _file.Dispose();

    private static bool IsA(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(SuffixA, StringComparison.Ordinal) && name.Length > Prefix.Length + SuffixA.Length;

    private void Check()
    {
        var expected = Modules.SelectMany(m => (string[])[NameOfA(m), NameOfB(m)]).ToHashSet(StringComparer.Ordinal);
        if (Modules.Count == 0 || _file.Entries.Keys.FirstOrDefault(n => !expected.Contains(n)) is not null || _file.Entries.Count != expected.Count)
        {
            var odd = _file.Entries.Keys.FirstOrDefault(n => !expected.Contains(n)) ?? expected.FirstOrDefault(n => !_file.Entries.ContainsKey(n));
            throw new InvalidDataException($"{_file.Path}: its tensors must be pairs of {Prefix}….lora_A.weight and .lora_B.weight{(odd is null ? "" : $", but {odd} has no partner")}.");
        }

        foreach (var module in Modules)
        {
            var (a, b, rank) = (_file.Entries[NameOfA(module)].Shape, _file.Entries[NameOfB(module)].Shape, Config.RankOf(module));
            if (a.Count != 2 || b.Count != 2 || a[0] != rank || b[1] != rank)
            {
                throw new InvalidDataException(
                    $"{_file.Path}: {module} has A [{string.Join(", ", a)}] and B [{string.Join(", ", b)}]; its config asks for [{rank}, in] and [out, {rank}].");
            }
        }
    }

    private Tensor Float(string name)
    {
        using var scope = NewDisposeScope();
        return _file.Read(name).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
