using MedQa.Model.Mistral;

namespace MedQa.Model.Cpu;

/// <summary>
/// Grouped-query attention of some tokens over their cache, head by head, on the CPU: softmax(q Kᵀ / sqrt(D)) V, four queries at
/// a time. Nothing of all queries by all keys is ever in memory.
/// </summary>
internal sealed unsafe class CpuAttention(MistralConfig config, CpuTeam team, VisibleTokens visible)
{
    private const int Queries = 4;

    /// <summary>Tokens in a portion of work.</summary>
    private const int PortionTokens = 16;

    /// <summary>Scores of some queries with all keys; each thread's own.</summary>
    [ThreadStatic]
    private static float[]? _scores;

    /// <summary>Attends.</summary>
    /// <param name="query">Rotated queries, [B·t, H·D]: t tokens of each row of the batch, the last ones there are.</param>
    /// <param name="tokens">t.</param>
    /// <param name="keys">[B,Hkv,capacity,D].</param>
    /// <param name="values">[B,Hkv,capacity,D].</param>
    /// <param name="capacity">Tokens that the cache has room for.</param>
    /// <param name="to">[B·t, H·D].</param>
    public void Attend(CpuRows query, int tokens, nint keys, nint values, int capacity, CpuRows to)
    {
        var (heads, width) = (config.NumKeyValueHeads, config.HeadDim);
        var portions = (tokens + PortionTokens - 1) / PortionTokens;
        team.Run(query.Count / tokens * heads * portions, portion =>
        {
            var (pair, part) = Math.DivRem(portion, portions);
            var (batch, head) = Math.DivRem(pair, heads);
            var offset = (long)pair * capacity * width;
            var end = Math.Min(tokens, (part + 1) * PortionTokens);
            for (var token = part * PortionTokens; token < end;)
            {
                var count = tokens == 1 ? 1 : Math.Min(Queries, end - token);
                Attend(
                    query.Slice((batch * tokens) + token, count), head, batch, visible.Length - tokens + token,
                    new CpuRows((float*)keys + offset, visible.Length, width), new CpuRows((float*)values + offset, visible.Length, width), to.Slice((batch * tokens) + token, count));
                token += count;
            }
        });
    }

    /// <summary>The query heads of one key-value head. One token's heads, or one head's tokens, stand together as rows.</summary>
    private void Attend(CpuRows query, int head, int batch, int column, CpuRows keys, CpuRows values, CpuRows to)
    {
        var (groups, width) = (config.NumAttentionHeads / config.NumKeyValueHeads, config.HeadDim);
        var first = head * groups * width;
        if (query.Count == 1)
        {
            for (var g = 0; g < groups; g += Queries)
            {
                var count = Math.Min(Queries, groups - g);
                var at = first + (g * width);
                Rows(new CpuRows(query.Row(0) + at, count, width), batch, column, 0, keys, values, new CpuRows(to.Row(0) + at, count, width));
            }

            return;
        }

        for (var g = 0; g < groups; g++)
        {
            var at = first + (g * width);
            Rows(query.Columns(at), batch, column, 1, keys, values, to.Columns(at));
        }
    }

    /// <summary>Some queries of one head size.</summary>
    /// <param name="column">The first query's token.</param>
    /// <param name="next">How many tokens further each next query's is: 0 or 1.</param>
    private void Rows(CpuRows query, int batch, int column, int next, CpuRows keys, CpuRows values, CpuRows to)
    {
        var from = visible.First(column);
        var length = column + ((query.Count - 1) * next) + 1 - from;
        var width = config.HeadDim;
        if (_scores is null || _scores.Length < Queries * length)
        {
            _scores = new float[Queries * length];
        }

        fixed (float* memory = _scores)
        {
            var scores = new CpuRows(memory, query.Count, length);
            var seen = keys.Slice(from, length);
            DotProducts.Compute(new Product(new CpuMatrix(seen.Row(0), length, width), query, scores, 1, adds: false), 0, length, team.Vectors);
            for (var i = 0; i < query.Count; i++)
            {
                var row = scores.Row(i);
                var own = column + (i * next);
                var count = own + 1 - from;
                visible.Hide(row, batch, own, from);
                var sum = RowMath.Exponentials(row, count, (float)(1 / Math.Sqrt(width)), team.Vectors);
                RowMath.Combine(row, values.Slice(from, count), to.Row(i), width, 1 / sum, team.Vectors);
            }
        }
    }
}
