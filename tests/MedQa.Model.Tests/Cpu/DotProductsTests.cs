using MedQa.Model.Cpu;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Cpu;

/// <summary>Products of every small shape against float64, with vector instructions and without.</summary>
public sealed class DotProductsTests
{
    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.BFloat16, true)]
    [InlineData(ScalarType.BFloat16, false)]
    public void Compute_AnyShape_IsTheProductInFloat64(ScalarType type, bool vectors)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        foreach (var columns in Enumerable.Range(1, 70).Concat([515, 1029]))
        {
            var (rows, outputs) = columns % 3 == 0 ? (24 + (columns % 8), 1 + columns) : (1 + (columns % 9), 1 + (columns % 5));
            using var inner = NewDisposeScope();
            var matrix = randn([outputs, columns], generator: generator).to(type);
            var x = randn([rows, columns], generator: generator);
            var before = randn([rows, outputs], generator: generator);
            var y = before.clone();

            var product = new Product(
                new CpuMatrix(matrix), new CpuRows(x), new CpuRows(y), 0.5f, adds: columns % 2 == 0);
            DotProducts.Compute(product, 0, outputs, vectors);

            var exact = x.to(ScalarType.Float64).matmul(matrix.to(ScalarType.Float64).t()) * 0.5;
            var size = x.abs().matmul(matrix.to(ScalarType.Float32).abs().t()).max().item<float>();
            Assert.InRange(GoldenCase.Difference(y, columns % 2 == 0 ? exact + before : exact), 0, 3e-7 * (1 + size));
        }
    }

    [Fact]
    public void Compute_SomeOutputs_LeavesTheOthers()
    {
        using var scope = NewDisposeScope();
        var matrix = randn([9, 40]);
        var x = randn([5, 40]);
        var y = full([5, 9], -7f);

        DotProducts.Compute(new Product(new CpuMatrix(matrix), new CpuRows(x), new CpuRows(y), 1, adds: false), 2, 7, vectors: true);

        Assert.InRange(GoldenCase.Difference(y.narrow(1, 2, 5), x.matmul(matrix.narrow(0, 2, 5).t())), 0, 2e-5);
        Assert.Equal(20, (y == -7f).sum().item<long>());
    }

    [Fact]
    public void CpuMatrix_OtherType_IsRefused()
    {
        using var half = zeros([2, 2], ScalarType.Float16);
        Assert.Contains("Float16", Assert.Throws<ArgumentException>(() => new CpuMatrix(half)).Message, StringComparison.Ordinal);
        using var columns = zeros([4, 2]);
        using var turned = columns.t();
        Assert.Throws<ArgumentException>(() => new CpuMatrix(turned));
    }
}
