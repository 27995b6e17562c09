using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>
/// Recognises sentences with which models say that their passages hold no answer ("The context does not mention …"), from their first
/// words on. Pages have sentences that sound alike ("The material contains no latex."), so a form counts only where it names what a prompt
/// holds, speaks of the question, or says <c>I</c>. Written rules: what they miss is no worse than another sentence that no passage supports.
/// </summary>
internal static class DeclineSentences
{
    private const string The = "the/this/these/your";
    private const string Given = "provided/given/available/above/supplied/retrieved";
    private const string Told = "mention/mentions/answer/answers/specify/specifies/address/addresses/discuss/discusses/state/states/describe/describes/explain/explains/indicate/indicates/refer/refers/talk/talks";
    private const string Said = "say/says/tell/tells";
    private const string Held = "contain/contains/provide/provides/include/includes/give/gives/have/has/cover/covers/offer/offers/list/lists/hold/holds";
    private const string Facts = "specific/relevant/such/direct/further/explicit/any/enough/sufficient? information/mention/answer/answers/details/detail";
    private const string Not = "( does/do/did not | doesn/don/didn t | doesnt/dont/didnt ) explicitly/directly/specifically/actually/clearly/seem/appear? to?";
    private const string IsNot = "( is/are/was/were not | isn/aren/wasn/weren t | isnt/arent/wasnt/werent )";
    private const string ItIsNot = "( it/this/that is/was not | it s not | it isn/wasn t )";
    private const string Stated = "mentioned/stated/specified/said/given/answered/provided/explained/described/covered/discussed/addressed/clear";
    private const string Answerable = "answer/determine/say/tell/know/find/give/provide";
    private const string Question = "the/this/your/that question";

    // Words that stand for a prompt's passages and hardly for anything that pages write of.
    private const string Sure = "passage/passages/context/excerpt/excerpts/library";

    // Words that pages use for other things too.
    private const string Unsure = "text/texts/document/documents/information/source/sources/article/articles/material/materials";

    private const string Behind = "( provided/given/above/supplied/retrieved | you provided/gave )";
    private const string Named = $"( the/this/these/your? {Given}? {Sure} {Behind}? | {The}? {Given} {Unsure} {Behind}? | {The} {Unsure} {Behind} )";
    private const string Source = $"( {Named} | {The} {Unsure} )";

    /// <summary>Forms that decline wherever they stand.</summary>
    private const string Anywhere = $"""
          {Named} {Not} ( {Told} | {Said} | {Held} )
        | {Named} ( {Told} | {Said} | {Held} ) no/nothing/neither
        | {Named} {IsNot} sufficient/enough/relevant/clear/specific
        | {Source} {Not} ( {Told} | {Said} )
        | {Source} {Not} {Held} {Facts}
        | {Source} {Held} no {Facts}
        | {Source} ( {Told} no/nothing/neither | {Said} nothing )
        | none/nothing of/in? {Named} ( {Told} | {Said} | {Held} )
        | none/nothing of/in {Source} ( {Told} | {Said} )
        | there is/are/was no specific/relevant/such/direct/further/explicit? mention
        | there is/are/was no {Facts} ... in/from {Source}
        | there is/are/was no answer to {Question}
        | there ( {IsNot} | is/s not ) {Facts} ( to answer | ... in/from {Source} )
        | ( not enough/sufficient | insufficient ) information/context/details ( to answer | ... in/from {Source} )
        | no {Facts} ... in/from {Source}
        | no answer ( is/was given/provided/found | can be given/found )
        | {ItIsNot} {Stated} ... in/from/by {Source}
        | {ItIsNot} possible to {Answerable} ... ( {Question} | in/from/by/with/on {Source} )
        | i ( do/could/can not | don/couldn/can t | dont/cannot/cant/couldnt ) know/see/find/answer/provide/determine/tell/say
        | i ( do not | don t | dont ) have any/enough/specific/sufficient/the/an? information/details/access/knowledge/answer/passages/context
        | i ( am/m not able | am/m unable | was not able | was unable ) to answer/find/provide/determine/tell/say
        | i have no information/answer/knowledge/passages/details
        | {Question} ( cannot/cant be? answered | can/could not be? answered | can/couldn t be? answered | {IsNot} answered )
        | the/an answer ( to {Question} )? ( {IsNot} ( given/provided/found/mentioned/stated/available/answered/there | in {Source} ) | ( cannot | can not | can t ) be given/found/determined/provided )
        """;

    /// <summary>Forms that decline behind the passages' name ("Based on the context, …").</summary>
    private const string BehindTheirName = $"""
          there is/are/was no clear? {Facts}
        | there ( {IsNot} | is/s not ) {Facts}
        | {ItIsNot} {Stated}
        | {ItIsNot} possible to {Answerable}
        | no {Facts}
        """;

    private const string Sorry = "( unfortunately/sorry/however/regrettably but? | i m/am sorry but? )?";

    private static readonly WordPattern Declines = new($"{Sorry} ( {Anywhere} | ( based/according on/to | from/in | as per ) {Source} ( {Anywhere} | {BehindTheirName} ) )");

    /// <summary>Judges a sentence.</summary>
    /// <param name="sentence">What is known of it.</param>
    /// <param name="whole">Whether that is all of it.</param>
    public static DeclineBeginning Judge(string sentence, bool whole)
    {
        if (whole && sentence == Decline.Sentence)
        {
            return DeclineBeginning.Yes;
        }

        var words = TextWords.Of(sentence).ConvertAll(word => (Text: TextWords.Fold(word.Text), word.End));
        var open = !whole && words.Count > 0 && words[^1].End == sentence.Length ? words[^1].Text : null;
        var judged = Declines.Judge(words.Take(words.Count - (open is null ? 0 : 1)).Select(word => word.Text), open, whole);
        return judged == DeclineBeginning.No && !whole && Decline.Sentence.StartsWith(sentence, StringComparison.Ordinal) ? DeclineBeginning.Perhaps : judged;
    }
}
