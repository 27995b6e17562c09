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
    private const uint SectionVersionNeeds = 0x6ffffffe;

    /// <summary>Patches an ELF64 little-endian image.</summary>
    /// <param name="elf">The whole file; not changed.</param>
    /// <returns>The patched copy, or null where the image does not have exactly the two needs described above.</returns>
    public static byte[]? Apply(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return null;
        }

        var image = elf.ToArray();
        var needs = Section(image, SectionVersionNeeds);
        var strings = needs is { } n ? SectionAt(image, n.Link) : null;
        if (needs is null || strings is null || strings.Value.Type != SectionStringTable)
        {
            return null;
        }

        var names = image.AsSpan((int)strings.Value.Offset, (int)strings.Value.Size);
        var symbol = IndexOfName(names, NewSymbol);
        var version = IndexOfName(names, OldVersion);
        if (symbol < 0 || version < 0)
        {
            return null;
        }

        if (!PointVersionAt(image, needs.Value, names, (uint)version))
        {
            return null;
        }

        var slot = names.Slice(symbol, NewSymbol.Length);
        slot.Clear();
        Encoding.ASCII.GetBytes(OldSymbol, slot);
        return image;
    }

    private static bool PointVersionAt(byte[] image, ElfSection needs, ReadOnlySpan<byte> names, uint version)
    {
        var found = false;
        var need = (int)needs.Offset;
        while (true)
        {
            // Elf64_Verneed: vn_version u16 | vn_cnt u16 | vn_file u32 | vn_aux u32 | vn_next u32
            var count = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(need + 2));
            var aux = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(need + 8));
            for (var i = 0; i < count; i++)
            {
                var entry = image.AsSpan(aux, 16);
                var name = (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
                if (NameAt(names, name) == NewVersion)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(entry, ElfHash(OldVersion));
                    BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], version);
                    found = true;
                }

                aux += (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            }

            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(need + 12));
            if (next == 0)
            {
                return found;
            }

            need += next;
        }
    }

    private readonly record struct ElfSection(uint Type, ulong Offset, ulong Size, uint Link);

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
    private static ElfSection? SectionAt(byte[] image, uint index)
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(0x28));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3a));
        var at = table + (ulong)size * index;
        if (size < 64 || at + 64 > (ulong)image.Length)
        {
            return null;
        }

        var header = image.AsSpan((int)at, 64);
        var section = new ElfSection(
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]));
        return section.Type == 8 || section.Offset + section.Size <= (ulong)image.Length ? section : null;
    }

    private static int IndexOfName(ReadOnlySpan<byte> names, string name)
    {
        var at = names.IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0"));
        return at < 0 ? -1 : at + 1;
    }

    private static string NameAt(ReadOnlySpan<byte> names, int at)
    {
        var rest = names[at..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

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
