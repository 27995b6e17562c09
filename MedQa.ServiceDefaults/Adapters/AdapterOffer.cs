using System.Text;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// The note that a store was offered the adapter of a name that comes with MedQA: <c>.offered/{name}</c>, beside all adapters, so that it
/// stays when the adapter's folder is removed by hand. That it exists says all; its text is for people.
/// </summary>
internal static class AdapterOffer
{
    public static string Key(string name) => $".offered/{name}";

    public static byte[] Text(string name) => Encoding.UTF8.GetBytes(
        $"This store was offered the adapter '{name}' that comes with MedQA. While this note lies here it is not offered again: not after it was deleted, and not over another of that name.\n");
}
