namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// How a type of GGML packs values: rows are cut into blocks of <paramref name="Elements"/> values, each stored in
/// <paramref name="Bytes"/> bytes. Numbers are little-endian; arithmetic is float32 in the order of GGML's reference code
/// (ggml-quants.c), so that values are equal to the last bit.
/// </summary>
/// <param name="Id">GGML's number of the type.</param>
/// <param name="Name">GGML's name of it.</param>
/// <param name="Decode">Decodes whole blocks: <c>values.Length / Elements</c> of them.</param>
internal sealed record BlockFormat(uint Id, string Name, int Elements, int Bytes, BlockDecoder Decode)
{
    private static readonly Dictionary<uint, BlockFormat> Known = new BlockFormat[]
    {
        new(0, "F32", 1, 4, FloatBlocks.DecodeF32),
        new(1, "F16", 1, 2, FloatBlocks.DecodeF16),
        new(30, "BF16", 1, 2, FloatBlocks.DecodeBF16),
        new(2, "Q4_0", 32, 18, Q4Blocks.Decode0),
        new(3, "Q4_1", 32, 20, Q4Blocks.Decode1),
        new(6, "Q5_0", 32, 22, Q5Blocks.Decode0),
        new(7, "Q5_1", 32, 24, Q5Blocks.Decode1),
        new(8, "Q8_0", 32, 34, Q8Blocks.Decode0),
        new(10, "Q2_K", 256, 84, Q2KBlocks.Decode),
        new(11, "Q3_K", 256, 110, Q3KBlocks.Decode),
        new(12, "Q4_K", 256, 144, Q4KBlocks.Decode),
        new(13, "Q5_K", 256, 176, Q5KBlocks.Decode),
        new(14, "Q6_K", 256, 210, Q6KBlocks.Decode),
    }.ToDictionary(f => f.Id);

    private static readonly Dictionary<uint, string> OthersByName = new()
    {
        [9] = "Q8_1",
        [15] = "Q8_K",
        [16] = "IQ2_XXS",
        [17] = "IQ2_XS",
        [18] = "IQ3_XXS",
        [19] = "IQ1_S",
        [20] = "IQ4_NL",
        [21] = "IQ3_S",
        [22] = "IQ2_S",
        [23] = "IQ4_XS",
        [24] = "I8",
        [25] = "I16",
        [26] = "I32",
        [27] = "I64",
        [28] = "F64",
        [29] = "IQ1_M",
        [34] = "TQ1_0",
        [35] = "TQ2_0",
        [39] = "MXFP4",
    };

    /// <summary>The formats that are read, to list in a message.</summary>
    public static string Names { get; } = string.Join(", ", Known.Values.Select(f => f.Name));

    /// <summary>The format of GGML's number, or null for one that is not read.</summary>
    public static BlockFormat? Find(uint id) => Known.GetValueOrDefault(id);

    /// <summary>The name behind a number, for a message.</summary>
    public static string NameOf(uint id) => Find(id)?.Name ?? OthersByName.GetValueOrDefault(id) ?? $"number {id}";
}

/// <summary>Decodes as many whole blocks as <paramref name="values"/> holds.</summary>
internal delegate void BlockDecoder(ReadOnlySpan<byte> blocks, Span<float> values);
