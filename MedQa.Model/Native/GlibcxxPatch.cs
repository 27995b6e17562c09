using System.Buffers.Binary;
using System.Text;

namespace MedQa.Model.Native;

/// <summary>
/// Makes a copy of TorchSharp's native library that loads where libstdc++ is older than GCC 13 (Debian 12, for one).
/// </summary>
/// <remarks>
/// <para>
/// <c>libLibTorchSharp.so</c> was linked by GCC 13, which moved the initialisation of iostreams into the function
/// <c>std::ios_base_library_init()</c> (<c>_ZSt21ios_base_library_initv</c>, version <c>GLIBCXX_3.4.32</c>). Nothing else in
/// the library needs that version. Older libraries run the same initialisation in the constructor
/// <c>std::ios_base::Init::Init()</c> (<c>_ZNSt8ios_base4InitC1Ev</c>), which ignores <c>this</c>. So the copy asks for that
/// constructor by name, and its version need for 3.4.32 is pointed at <c>GLIBCXX_3.4</c>, which every libstdc++ has.
/// </para>
/// <para>The parts touched, from the ELF specification (System V gABI, "Dynamic Section", and the LSB's "Symbol Version Requirements"):</para>
/// <code>
/// .dynstr         the zero-terminated name is overwritten in place, the rest filled with zeros
/// .gnu.version_r  Elf64_Vernaux: vna_hash u32 | vna_flags u16 | vna_other u16 | vna_name u32 | vna_next u32
/// </code>
/// </remarks>
internal static class GlibcxxPatch
{
    private const string NewSymbol = "_ZSt21ios_base_library_initv";
    private const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";
    private const string NewVersion = "GLIBCXX_3.4.32";
    private const string OldVersion = "GLIBCXX_3.4";

    private const uint SectionStringTable = 3;
    private const uint SectionNoBits = 8;
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const int HeaderSize = 64;
    private const int NeedSize = 16;

    /// <summary>Patches an ELF64 little-endian image.</summary>
    /// <param name="elf">The whole file; not changed. Every offset in it is checked before it is followed.</param>
    /// <returns>The patched copy, or null where the image does not have exactly the two needs described above.</returns>
    public static byte[]? Apply(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < HeaderSize || !elf[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return null;
        }

        var image = elf.ToArray();
        if (Section(image, SectionVersionNeeds) is not { } needs || SectionAt(image, needs.Link) is not { Type: SectionStringTable } strings)
        {
            return null;
        }

        var names = image.AsSpan(strings.Offset, strings.Size);
        var symbol = IndexOfName(names, NewSymbol);
        var version = IndexOfName(names, OldVersion);
        if (symbol < 0 || version < 0 || !PointVersionAt(image.AsSpan(needs.Offset, needs.Size), names, (uint)version))
        {
            return null;
        }

        var slot = names.Slice(symbol, NewSymbol.Length);
        slot.Clear();
        Encoding.ASCII.GetBytes(OldSymbol, slot);
        return image;
    }

    /// <summary>Walks the version needs, a chain of libraries with a chain of versions each, and renames the one.</summary>
    /// <returns>False where the one is not there, or a chain leads out of the section or is longer than it can be.</returns>
    private static bool PointVersionAt(Span<byte> needs, ReadOnlySpan<byte> names, uint version)
    {
        var found = false;
        var left = needs.Length / NeedSize;
        long at = 0;
        while (At(needs, at) is { IsEmpty: false } need)
        {
            // Elf64_Verneed: vn_version u16 | vn_cnt u16 | vn_file u32 | vn_aux u32 | vn_next u32
            var aux = at + BinaryPrimitives.ReadUInt32LittleEndian(need[8..]);
            for (var count = BinaryPrimitives.ReadUInt16LittleEndian(need[2..]); count > 0; count--)
            {
                var entry = At(needs, aux);
                if (entry.IsEmpty || --left < 0)
                {
                    return false;
                }

                if (IsNameAt(names, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), NewVersion))
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(entry, ElfHash(OldVersion));
                    BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], version);
                    found = true;
                }

                aux += BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            }

            var next = BinaryPrimitives.ReadUInt32LittleEndian(need[12..]);
            if (next == 0)
            {
                return found;
            }

            at += next;
        }

        return false;
    }

    private static Span<byte> At(Span<byte> needs, long offset) =>
        offset <= needs.Length - NeedSize ? needs.Slice((int)offset, NeedSize) : [];

    private readonly record struct ElfSection(uint Type, int Offset, int Size, uint Link);

    private static ElfSection? Section(byte[] image, uint type)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3c));
        for (uint i = 0; i < count; i++)
        {
            if (SectionAt(image, i) is { } section && section.Type == type)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>Elf64_Shdr: sh_name u32 | sh_type u32 | sh_flags u64 | sh_addr u64 | sh_offset u64 | sh_size u64 | sh_link u32 | …</summary>
    /// <returns>Null where the header, or what it describes, does not lie in the image.</returns>
    private static ElfSection? SectionAt(byte[] image, uint index)
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(0x28));
        var entry = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3a));
        var length = (ulong)image.Length;
        var inTable = (ulong)entry * index;
        if (entry < HeaderSize || table > length || inTable > length || table + inTable > length - HeaderSize)
        {
            return null;
        }

        var header = image.AsSpan((int)(table + inTable), HeaderSize);
        var type = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]);
        return type == SectionNoBits || offset > length || size > length - offset
            ? null
            : new ElfSection(type, (int)offset, (int)size, BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]));
    }

    private static int IndexOfName(ReadOnlySpan<byte> names, string name)
    {
        var at = names.IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0"));
        return at < 0 ? -1 : at + 1;
    }

    private static bool IsNameAt(ReadOnlySpan<byte> names, uint at, string name) =>
        at < names.Length && names[(int)at..].StartsWith(Encoding.ASCII.GetBytes($"{name}\0"));

    /// <summary>The System V ABI's hash of a symbol's name.</summary>
    private static uint ElfHash(string name)
    {
        uint h = 0;
        foreach (var c in name)
        {
            h = (h << 4) + c;
            var g = h & 0xf0000000;
            h = (h ^ (g >> 24)) & ~g;
        }

        return h;
    }
}
