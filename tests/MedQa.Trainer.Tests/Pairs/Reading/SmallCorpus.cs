using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Reading;

/// <summary>A made-up corpus of a few rows; row 0 of each file is held out and speaks of plums.</summary>
internal static class SmallCorpus
{
    private static readonly string[] Illnesses = ["Sock itch", "Bell cough", "Quilt fever", "Lamp rash", "Tide cramp", "Rope ache"];

    /// <summary>Writes the files.</summary>
    public static void Write(TemporaryFolder folder)
    {
        Rows("medquad", [Quad("Plums", "What is (are) Plums?", "Plums are held out and stand in no pair at all."), .. Illnesses.SelectMany((name, i) => Pages(name, i))]);
        Rows("trial-articles", [Trial("Plums", "Plums were held out of the trial by the staff."), Trial("Warm Socks for Sock Itch", "We aimed to test warm socks. Forty patients were randomised to wool or cotton. Itching fell by half within 3 weeks in those with wool.")]);
        Rows("definitions", [Term("plum", [], "A fruit that is held out of every pair"), .. Enumerable.Range(1, 8).Select(i => Term($"vessel number {Letters(i)}", [$"pipe {Letters(i)}"], $"A tube of the foot that carries {Letters(i)} sap to the toes"))]);
        Rows("plos", [Text("Plums\nPlums are held out of this article and of all others that were written here before."), Text("Wool\nWool keeps the feet of walkers dry and lowers the number of blisters after long marches in winter.")]);
        Rows("craft", [Text("Plums"), Text("Mice\nMice with thick coats ran further on the wheel than mice with thin ones in each of the nights.")]);
        Rows("covid-qa", [new { text = "Plums", qas = Array.Empty<object>() }, new { text = "Gloves\nGloves of thin rubber tore in one of nine shifts when nurses wore rings under them in the ward.", qas = new[] { new { question = "How often did gloves tear?", answer = "one of nine shifts" } } }]);
        Rows("wordnet", [new { words = new[] { "plum" }, gloss = "a held-out fruit", medical = false }, new { words = new[] { "blister", "bleb" }, gloss = "a small swelling of the skin with water in it; a sore", medical = true }]);

        void Rows(string name, object[] rows) => File.WriteAllLines(folder.File(name + ".jsonl"), rows.Select(r => JsonSerializer.Serialize(r)));
    }

    /// <summary>The corpus, read.</summary>
    public static ReadingCorpus Read()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        return ReadingCorpus.Read(folder.Path);
    }

    /// <summary>A word for a number, so that terms share none.</summary>
    private static string Letters(int i) => new[] { "alder", "birch", "cedar", "douglas", "elm", "fir", "gorse", "hazel", "iris" }[i];

    private static IEnumerable<object> Pages(string name, int i)
    {
        var organ = new[] { "toes", "windpipe", "spleen", "forearm", "calf", "shoulder" }[i];
        var herb = new[] { "sage", "thyme", "nettle", "fennel", "clover", "mallow" }[i];
        var cause = new[] { "mites", "moulds", "midges", "lice", "worms", "wasps" }[i];
        var small = name.ToLowerInvariant();
        yield return Quad(name, $"What is (are) {name}?", $"{name} is a harmless illness of the {organ} that comes in spring. Old people and women spoke of it beside gout.");
        yield return Quad(name, $"What are the symptoms of {name}?", $"Signs of {small} include redness of the {organ} and a dry mouth. It lasts for about {i + 2} days.\nPeople may also notice\nA hum in the ear\nCold hands\nA wish for salt");
        yield return Quad(name, $"What causes {name}?", $"{name} is caused by {cause} that live in hay. Damp barns help them to grow.");
        yield return Quad(name, $"What are the treatments for {name}?", $"{name} is treated with a paste of {herb} and much rest. People with {small} should not scratch the {organ}. Call your doctor if you have swelling of the {organ} for a week.");
    }

    private static object Quad(string focus, string question, string answer) => new { source = "NIH", focus, question, answer };

    private static object Trial(string title, string text) => new { title, @abstract = new[] { new { label = "Results", text } } };

    private static object Term(string term, string[] synonyms, string definition) => new { source = "test", term, synonyms, definition };

    private static object Text(string text) => new { text };
}
