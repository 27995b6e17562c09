using System.Runtime.InteropServices;

namespace MedQa.Local.Tests;

public sealed class LocalCommandTests
{
    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "zero")]
    [InlineData("--device", "tpu")]
    [InlineData("--timeout", "0")]
    [InlineData("--nonsense", "1")]
    public void Parse_ABadArgument_IsAnErrorThatNamesIt(string option, string value)
    {
        var errors = LocalCommand.Create().Parse([option, value]).Errors;

        Assert.NotEmpty(errors);
        Assert.Contains(errors, e => e.Message.Contains(option, StringComparison.Ordinal) || e.Message.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_AllOptions_HasNoErrors() =>
        Assert.Empty(LocalCommand.Create().Parse(["--model", "a", "--port", "5081", "--data", "b", "--library", "c", "--device", "cuda", "--timeout", "60", "--no-build"]).Errors);

    [Fact]
    public void Parse_ALibraryAndNone_IsAnError()
    {
        Assert.Empty(LocalCommand.Create().Parse(["--no-library"]).Errors);
        Assert.Equal("--library and --no-library do not go together.", Assert.Single(LocalCommand.Create().Parse(["--library", "c", "--no-library"]).Errors).Message);
    }

    [Theory]
    [InlineData(true, Architecture.Arm64, "linux-arm64")]
    [InlineData(false, Architecture.X64, "win-x64")]
    public void CheckSystem_Elsewhere_IsRefusedByName(bool linux, Architecture architecture, string identifier)
    {
        var e = Assert.Throws<LaunchException>(() => LocalCommand.CheckSystem(linux, architecture, identifier));
        Assert.Equal($"MedQA runs on linux-x64; this is {identifier}. Other systems have not been tried.", e.Message);
    }
}
