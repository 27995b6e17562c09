using MedQa.Model.Hub;

namespace MedQa.Model.Tests.Hub;

public sealed class HubReferenceTests
{
    [Theory]
    [InlineData("mistralai/Mistral-7B-v0.1", "mistralai/Mistral-7B-v0.1", "main", null)]
    [InlineData("a/b@v1.0", "a/b", "v1.0", null)]
    [InlineData("a/b@refs/pr/3", "a/b", "refs/pr/3", null)]
    [InlineData("a/b:x/y.gguf", "a/b", "main", "x/y.gguf")]
    [InlineData("a/b@dev:y.gguf", "a/b", "dev", "y.gguf")]
    [InlineData("_a/b_", "_a/b_", "main", null)]
    public void TryParse_Name_GivesItsParts(string text, string id, string revision, string? file)
    {
        Assert.True(HubReference.TryParse(text, out var reference));
        Assert.Equal(new HubReference(id, revision, file), reference);
        Assert.Equal(text, reference.ToString());
    }

    // The first lines are huggingface_hub's own examples of names that do not hold (validate_repo_id).
    [Theory]
    [InlineData("datasets/foo/bar")]
    [InlineData("a/.repo_id")]
    [InlineData("a/foo--bar")]
    [InlineData("a/foo.git")]
    [InlineData("other/repo..id")]
    [InlineData("a/foo-")]
    [InlineData("-a/foo")]
    [InlineData("a/123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    [InlineData("name")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("./a/b")]
    [InlineData("/a/b")]
    [InlineData("~/a")]
    [InlineData("a\\b")]
    [InlineData("a/b c")]
    [InlineData("a/ü")]
    [InlineData("models/model.gguf")]
    [InlineData("data/rows.jsonl")]
    [InlineData("a/b@")]
    [InlineData("a/b@../../x")]
    [InlineData("a/b@/x")]
    [InlineData("a/b:../x.gguf")]
    [InlineData("a/b:/etc/x.gguf")]
    [InlineData("a/b\n")]
    public void TryParse_NoName_IsFalse(string? text) => Assert.False(HubReference.TryParse(text, out _));

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("0123456789abcdef", false)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF01234567", false)]
    public void IsCommit_Revision_TellsWholeHashes(string revision, bool expected)
    {
        Assert.True(HubReference.TryParse($"a/b@{revision}", out var reference));
        Assert.Equal(expected, reference.IsCommit);
    }

    [Theory]
    [InlineData("model.safetensors", true)]
    [InlineData("a/b/c.parquet", true)]
    [InlineData("..data/x", true)]
    [InlineData("../x", false)]
    [InlineData("a/../x", false)]
    [InlineData("a/./x", false)]
    [InlineData("a//x", false)]
    [InlineData("/x", false)]
    [InlineData("x/", false)]
    [InlineData("a\\..\\x", false)]
    [InlineData("c:x", false)]
    [InlineData("a\0", false)]
    [InlineData("", false)]
    public void IsSafeName_Name_TellsThoseThatStayInside(string name, bool expected) => Assert.Equal(expected, HubFile.IsSafeName(name));
}
