using System.Buffers.Binary;
using System.Text;
using MedQa.Model.Native;

namespace MedQa.Model.Tests.Native;

public sealed class GlibcxxPatchTests
{
    private const string NewSymbol = "_ZSt21ios_base_library_initv";
    private const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";
    private const string NewVersion = "GLIBCXX_3.4.32";

    private static readonly Lazy<byte[]> Library = new(() => File.ReadAllBytes(FindLibrary()));

    [Fact]
    public void Apply_TorchSharpsLibrary_NeedsNoNewVersionAndChangesNothingElse()
    {
        var original = Library.Value;
        Assert.Contains(NewVersion, NeededVersions(original));

        var patched = GlibcxxPatch.Apply(original);

        Assert.NotNull(patched);
        var before = NeededVersions(original);
        var after = NeededVersions(patched);
        Assert.Equal(before.Select(v => v == NewVersion ? "GLIBCXX_3.4" : v), after);
        var (_, names) = VersionNeeds(patched);
        var text = Encoding.ASCII.GetString(patched, (int)names.Offset, (int)names.Size);
        Assert.DoesNotContain(NewSymbol, text, StringComparison.Ordinal);
        Assert.Contains($"\0{OldSymbol}\0", text, StringComparison.Ordinal);

        // The name's bytes, and the version's hash and name: 8 bytes.
        var changed = Enumerable.Range(0, original.Length).Count(i => original[i] != patched[i]);
        Assert.InRange(changed, 1, NewSymbol.Length + 8);
    }

    [Fact]
    public void Apply_APatchedImage_GivesNull() => Assert.Null(GlibcxxPatch.Apply(GlibcxxPatch.Apply(Library.Value)));

    [Fact]
    public void Apply_AnImageOfAnotherLibrary_GivesNull() =>
        Assert.Null(GlibcxxPatch.Apply(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(FindLibrary())!, "libc10.so"))));

    [Theory]
    [InlineData("")]
    [InlineData("no ELF image at all, but long enough to hold an ELF header if it were one, so that it is read")]
    public void Apply_NoElfImage_GivesNull(string text) => Assert.Null(GlibcxxPatch.Apply(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Apply_ATruncatedImage_GivesNull()
    {
        var original = Library.Value;
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(original.AsSpan(0x28));
        int[] ends = [1, 5, 63, 64, 65, 1000, original.Length / 2, sections - 1, sections, sections + 63, sections + 64];
        Assert.All(ends, end => Assert.Null(GlibcxxPatch.Apply(original.AsSpan(0, end))));
    }

    [Fact]
    public void Apply_BrokenHeadersAndTables_NeverThrows()
    {
        var original = Library.Value;
        var random = new Random(1);
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(original.AsSpan(0x28));
        var (needs, _) = VersionNeeds(original);
        (int Offset, int Length)[] regions = [(6, 58), (table, original.Length - table), ((int)needs.Offset, (int)needs.Size)];
        for (var i = 0; i < 240; i++)
        {
            var image = (byte[])original.Clone();
            var (offset, length) = regions[i % regions.Length];
            for (var n = random.Next(1, 16); n > 0; n--)
            {
                var value = random.Next(4) == 0 ? (byte)0xff : (byte)random.Next(256);
                image[offset + random.Next(length)] = value;
            }

            var patched = GlibcxxPatch.Apply(image);
            Assert.True(patched is null || patched.Length == image.Length);
        }
    }

    [Fact]
    public void Apply_VersionsThatLeadInACircle_GivesNull()
    {
        var image = (byte[])Library.Value.Clone();
        var (needs, _) = VersionNeeds(image);

        // Every version's vna_next becomes 0, so that each chain stays on its first version for all of its count.
        var need = image.AsSpan((int)needs.Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(need[2..], ushort.MaxValue);
        var first = (int)BinaryPrimitives.ReadUInt32LittleEndian(need[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(need[(first + 12)..], 0);

        Assert.Null(GlibcxxPatch.Apply(image));
    }

    private static string FindLibrary()
    {
        string[] folders = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")];
        return folders.Select(f => Path.Combine(f, "libLibTorchSharp.so")).First(File.Exists);
    }

    /// <summary>The versions that an image needs, read through <c>Elf64_Verneed</c> and <c>Elf64_Vernaux</c> without the code under test.</summary>
    private static List<string> NeededVersions(byte[] image)
    {
        var (needs, strings) = VersionNeeds(image);
        var versions = new List<string>();
        for (var need = (int)needs.Offset; ;)
        {
            var aux = need + BitConverter.ToInt32(image, need + 8);
            for (var i = 0; i < BitConverter.ToUInt16(image, need + 2); i++)
            {
                var name = (int)strings.Offset + BitConverter.ToInt32(image, aux + 8);
                var text = Encoding.ASCII.GetString(image, name, Array.IndexOf(image, (byte)0, name) - name);
                versions.Add(text);
                Assert.Equal(Hash(text), BitConverter.ToUInt32(image, aux));
                aux += BitConverter.ToInt32(image, aux + 12);
            }

            var next = BitConverter.ToInt32(image, need + 12);
            if (next == 0)
            {
                return versions;
            }

            need += next;
        }
    }

    private static ((long Offset, long Size) Needs, (long Offset, long Size) Strings) VersionNeeds(byte[] image)
    {
        var table = BitConverter.ToInt64(image, 0x28);
        for (var i = 0; i < BitConverter.ToUInt16(image, 0x3c); i++)
        {
            var header = (int)table + (i * 64);
            if (BitConverter.ToUInt32(image, header + 4) == 0x6ffffffe)
            {
                var strings = (int)table + (BitConverter.ToInt32(image, header + 0x28) * 64);
                return (Extent(header), Extent(strings));
            }
        }

        throw new InvalidDataException("The image needs no versions.");

        (long Offset, long Size) Extent(int header) => (BitConverter.ToInt64(image, header + 0x18), BitConverter.ToInt64(image, header + 0x20));
    }

    /// <summary>The hash of a version's name, as the LSB writes it down.</summary>
    private static uint Hash(string name)
    {
        var h = 0UL;
        foreach (var c in name)
        {
            h = (h << 4) + c;
            var high = h & 0xf0000000;
            if (high != 0)
            {
                h ^= high >> 24;
            }

            h &= ~high;
        }

        return (uint)h;
    }
}
