using MedQa.Web.Tests.Server;

namespace MedQa.Web.Tests.Browser;

/// <summary>A library and answers from it for the browser tests.</summary>
internal static class LibraryAnswers
{
    public const string Signs = "The usual signs of asthma are wheezing, coughing, a tight chest and being short of breath.";
    public const string Night = "Asthma is often worse at night and early in the morning.";
    public const string Inhaler = "A preventer inhaler used every day as prescribed keeps asthma under control.";
    public const string Invented = "Most people outgrow it by the age of ten.";

    public static ScriptedPassage AsthmaSigns { get; } = new(
        "Asthma", "Signs", $"{Signs} {Night} The signs of asthma come and go.", "starter/asthma.md");

    public static ScriptedPassage AsthmaHelp { get; } = new(
        "Asthma", "What helps", $"{Inhaler} A reliever inhaler opens the airways when asthma gets worse.", "leaflets/asthma.pdf", Page: 4, Note: "", Id: 6);

    public static ScriptedLibrary Library { get; } = new(136);

    /// <summary>Four sentences: the second passage, the first, none, the second again.</summary>
    public static async Task AnswerAsync(AskedQuestion asked, Answering answering, CancellationToken ct)
    {
        await answering.StartAsync();
        await answering.FindAsync(AsthmaSigns, AsthmaHelp);
        foreach (var word in $"{Inhaler} {Signs}".Split(' '))
        {
            await answering.SayAsync(word + " ");
        }

        await answering.CiteAsync(Inhaler, 1, Inhaler);
        await answering.CiteAsync(Signs, 0, Signs);
        await answering.SayAsync(Invented);
        await answering.CiteNothingAsync(Invented);
        await answering.SayAsync(" The reliever opens the airways.");
        await answering.CiteAsync("The reliever opens the airways.", 1, "A reliever inhaler opens the airways when asthma gets worse.");
        await answering.FinishAsync();
    }

    public static async Task DeclineAsync(AskedQuestion asked, Answering answering, CancellationToken ct)
    {
        await answering.StartAsync();
        await answering.FindNothingAsync("Asthma", "Chest infection");
        await answering.SayAsync("The passages do not answer this.");
        await answering.FinishAsync(declined: true);
    }

    public static async Task AnswerAloneAsync(AskedQuestion asked, Answering answering, CancellationToken ct)
    {
        await answering.StartAsync();
        await answering.FindNothingAsync("Asthma");
        await answering.SayAsync("The moon is far away.");
        await answering.CiteNothingAsync("The moon is far away.");
        await answering.FinishAsync();
    }
}
