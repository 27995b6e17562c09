namespace MedQa.Model.Tests;

/// <summary>A small file with bytes changed at random: a reader must take it or refuse it by name, and may never end otherwise.</summary>
internal static class FuzzedFile
{
    private const int Rounds = 3000;
    private const int FewestRefused = 1000;
    private const int MostChanges = 3;

    /// <summary>Reads it changed, many times.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="name">Its name.</param>
    /// <param name="good">Its bytes unchanged.</param>
    /// <param name="read">Reads all of the file at a path.</param>
    public static void LoadsOrSaysWhy(TemporaryFolder folder, string name, byte[] good, Action<string> read)
    {
        var random = new Random(20240601);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var path = folder.Write(name, bytes);
            try
            {
                read(path);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains(path, e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, FewestRefused, Rounds);
    }
}
