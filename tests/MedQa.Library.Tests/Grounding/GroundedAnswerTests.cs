using System.Text.RegularExpressions;
using MedQa.Library.Grounding;
using MedQa.Model.Answers;

namespace MedQa.Library.Tests.Grounding;

public sealed class GroundedAnswerTests
{
    private const string Signs = "The usual signs of asthma are wheezing, coughing, a tight chest and being short of breath.";
    private const string Night = "Asthma is often worse at night and early in the morning.";
    private const string Help = "Call an ambulance if the reliever inhaler does not help.";
    private const string MadeUp = "Asthma is caused by birds.";
    private const string Lead = "The direct answer to your question is: yes.";

    [Fact]
    public void Auto_UnsupportedSentence_IsShownAndMarked()
    {
        var answer = Whole($"{Signs} {MadeUp} {Night}", GroundingMode.Auto);
        Assert.Equal($"{Signs} {MadeUp} {Night}", answer.Text);
        Assert.Equal([(Signs, Signs), (MadeUp, null), (Night, Night)], answer.Cited);
        Assert.Equal((0, false), (answer.Withheld, answer.Declined));
    }

    [Fact]
    public void Required_UnsupportedSentence_IsLeftOutAndCounted()
    {
        var answer = Whole($"{Signs} {MadeUp}\n{Night}", GroundingMode.Required);
        Assert.Equal($"{Signs}\n{Night}", answer.Text);
        Assert.Equal([(Signs, Signs), (Night, Night)], answer.Cited);
        Assert.Equal((1, false), (answer.Withheld, answer.Declined));
    }

    [Theory]
    [InlineData(GroundingMode.Auto, false)]
    [InlineData(GroundingMode.Required, true)]
    public void NothingSupported_DeclinesWhereRequired(GroundingMode mode, bool declined)
    {
        var answer = Whole($"{MadeUp} {Lead}", mode);
        Assert.Equal(declined, answer.Declined);
        Assert.Equal(declined ? Decline.Sentence : $"{MadeUp} {Lead}", answer.Text);
    }

    [Theory]
    [InlineData("The passages do not answer this.")]
    [InlineData("The passages do not answer this. Asthma is often worse at night.")]
    [InlineData("The context does not mention asthma in children.")]
    [InlineData("The provided context doesn't contain information about doses.")]
    [InlineData("Unfortunately, the text does not say how long it lasts.")]
    [InlineData("Based on the provided context, there is no information about that.")]
    [InlineData("There is no mention of children in the passages.")]
    [InlineData("I don't know.")]
    [InlineData("I'm sorry, but I cannot answer that question.")]
    [InlineData("It is not mentioned in the context.")]
    [InlineData("None of the passages mention it.")]
    [InlineData("The answer is not given in the text.")]
    public void FirstSentenceDeclines_NothingOfItIsShown(string text)
    {
        foreach (var mode in Enum.GetValues<GroundingMode>())
        {
            var answer = Whole(text, mode);
            Assert.True(answer.Declined, text);
            Assert.Equal(Decline.Sentence, answer.Text);
            Assert.Empty(answer.Cited);
        }
    }

    [Theory]
    [InlineData("There is no cure for asthma.")]
    [InlineData("The text message helps.")]
    [InlineData("It is not safe to take ibuprofen.")]
    [InlineData("There is no evidence that honey helps.")]
    [InlineData("I am sorry to hear that.")]
    [InlineData("The information sheet lists signs.")]
    public void OtherFirstSentence_DoesNotDecline(string text) => Assert.False(Whole(text, GroundingMode.Auto).Declined);

    [Fact]
    public void Auto_TextOfAnOpenSentence_StreamsAtOnceUnlessItMayDecline()
    {
        var answer = new GroundedAnswer(GroundedCase.Passages, GroundingMode.Auto);
        Assert.Equal([new GroundedText("Asthma is")], answer.Push("Asthma is "));
        Assert.Equal([new GroundedText(" often")], answer.Push("often"));
        var second = new GroundedAnswer(GroundedCase.Passages, GroundingMode.Auto);
        Assert.Empty(second.Push("The "));
        Assert.Empty(second.Push("pass"));
        Assert.Equal([new GroundedText("The passing")], second.Push("ing "));
        var required = new GroundedAnswer(GroundedCase.Passages, GroundingMode.Required);
        Assert.Empty(required.Push($"{Night} "));
        Assert.Equal(2, required.Push("It is ").Count);
    }

    [Fact]
    public void Decision_PassesThroughWithoutCitation()
    {
        var last = new AnswerFormat();
        foreach (var mode in Enum.GetValues<GroundingMode>())
        {
            var answer = Whole($"{Signs} {Lead}", mode, last);
            Assert.Equal($"{Signs} {Lead}", answer.Text);
            Assert.Equal([(Signs, Signs)], answer.Cited);
            Assert.Equal((0, false), (answer.Withheld, answer.Declined));
            var first = Whole($"Yes. {Night}", mode, last with { Placement = DecisionPlacement.First });
            Assert.Equal($"Yes. {Night}", first.Text);
            Assert.Equal([(Night, Night)], first.Cited);
            Assert.True(Whole($"Yes. {Decline.Sentence}", mode, last with { Placement = DecisionPlacement.First }).Declined);
        }

        Assert.True(Whole(Lead, GroundingMode.Required, last).Declined);
        Assert.Equal(Lead, Whole(Lead, GroundingMode.Auto, last).Text);
    }

    [Theory]
    [InlineData("Asthma is often worse at night and early in the morning", true)]
    [InlineData("Asthma is often worse at night and early in the morn", false)]
    [InlineData("Asthma is often worse at night", false)]
    public void LastSentenceCutOff_IsSupportedWhereOnlyItsStopIsMissing(string sentence, bool supported)
    {
        Assert.Equal([(sentence, supported ? Night : null)], Whole(sentence, GroundingMode.Auto).Cited);
        Assert.Equal(supported ? $"{Signs} {sentence}" : Signs, Whole($"{Signs} {sentence}", GroundingMode.Required).Text);
    }

    [Fact]
    public void SupportedSentence_IsNoDecline()
    {
        var answer = new GroundedAnswer([GroundedCase.Passage(1, "a.md", "Psoriasis", "What it is", "It is not possible to catch psoriasis.")], GroundingMode.Required);
        answer.Push("It is not possible to catch psoriasis.");
        answer.Finish();
        Assert.Equal(("It is not possible to catch psoriasis.", false), (answer.Text, answer.IsDeclined));
    }

    [Fact]
    public void WhiteSpace_BetweenSentences_IsOneSpaceOrOneOrTwoLineFeeds()
    {
        var text = $"  \n{Signs}   {Night} \n\n\n  {Help}\r\n{MadeUp}\n ";
        Assert.Equal($"{Signs} {Night}\n\n{Help}\n{MadeUp}", Whole(text, GroundingMode.Auto).Text);
        Assert.Equal($"{Signs} {Night}\n\n{Help}", Whole(text, GroundingMode.Required).Text);
        Assert.Equal($"{Signs}\n\n{Night}", Whole($"{Signs} {MadeUp}\n\n{Night}", GroundingMode.Required).Text);
    }

    [Theory]
    [InlineData(GroundingMode.Auto)]
    [InlineData(GroundingMode.Required)]
    public void Repeated_IsShownOnceAndNotCounted(GroundingMode mode)
    {
        string[] texts = [$"{Signs} {Signs} {Night}", $"{Signs}\n{Signs.ToUpperInvariant()}\n{Night}", $"- {Signs}\nAsthma, Signs: {Signs}\n- {Night}", $"{Signs} Asthma, Signs: {Signs} {Night}", $"1. {Signs}\n2. {Signs}\n3. {Night}"];
        foreach (var text in texts)
        {
            var answer = Whole(text, mode);
            Assert.Equal([Signs, Night], answer.Cited.Select(cited => cited.Cited));
            Assert.Equal((2, 0), (answer.Cited.Count, answer.Withheld));
            Assert.Single(Regex.Matches(answer.Text, "short of breath", RegexOptions.IgnoreCase));
        }

        Assert.Equal(mode == GroundingMode.Auto ? $"{MadeUp} {Signs}" : Signs, Whole($"{MadeUp} {Signs} {MadeUp}", mode).Text);
    }

    [Theory]
    [InlineData("What adults need:\n- rest\n- drink water\nWhat children need:\n- rest\n- eat soup\n- stay home")]
    [InlineData("Codeine eases pain. It can cause sleepiness. Aspirin thins blood. It can cause sleepiness. It must not be mixed with alcohol.")]
    public void Repeated_WhatLeansOrLeads_IsShownWhereItStands(string text)
    {
        foreach (var mode in Enum.GetValues<GroundingMode>())
        {
            var answer = new GroundedAnswer([GroundedCase.Passage(1, "a.md", "Page", "Use", text)], mode);
            var cited = answer.Push(text).Concat(answer.Finish()).OfType<SentenceCitation>().ToList();
            Assert.True(text == answer.Text, $"{mode} {string.Join(" | ", cited.Select(c => c.ToString()))}");
            Assert.Equal(0, answer.WithheldSentences);
            Assert.All(cited, citation => Assert.Equal(citation.Sentence, citation.Support?.Span));
        }
    }

    [Fact]
    public void Repeated_WhatAnotherLeansOn_IsShownBeforeIt()
    {
        const string Codeine = "Codeine eases pain. It can cause sleepiness.";
        const string Other = "Aspirin thins blood.";
        var text = $"Codeine eases pain. {Other} {Codeine}";
        var answer = new GroundedAnswer([GroundedCase.Passage(1, "a.md", "Page", "Use", $"{Codeine} {Other}")], GroundingMode.Required);
        answer.Push(text);
        answer.Finish();
        Assert.Equal(text, answer.Text);
    }

    [Theory]
    [InlineData(GroundingMode.Auto)]
    [InlineData(GroundingMode.Required)]
    public void Label_IsNotShownWhereItsPassageSaysTheRest(GroundingMode mode)
    {
        Assert.Equal($"{Signs}\n{Night}", Whole($"Asthma, Signs: {Signs}\nASTHMA, signs:  {Night}", mode).Text);
        Assert.Equal([(Signs, Signs), (Night, Night)], Whole($"Asthma, Signs: {Signs} Asthma, Signs: {Night}", mode).Cited);
        var other = Whole($"{Night} Ibuprofen, Who must not take it: {Signs}", mode);
        Assert.Equal(mode == GroundingMode.Auto ? $"{Night} Ibuprofen, Who must not take it: {Signs}" : Night, other.Text);
        Assert.Equal(mode == GroundingMode.Auto ? 0 : 1, other.Withheld);
        // Below a heading that turns its meaning a sentence keeps it.
        const string take = "Ibuprofen, Who must not take it: Take ibuprofen with food for at most 3 days.";
        Assert.Equal(take, Whole(take, mode).Text);
    }

    [Fact]
    public void Pronoun_AfterAnotherSentenceThanItsOwn_IsNotSupported()
    {
        const string Used = "A preventer inhaler must be used every day before symptoms start.";
        const string Stop = "Never stop it without advice from Dr Lee.";
        Assert.Equal([(Used, Used), (Stop, Stop)], Whole($"{Used} {Stop}", GroundingMode.Auto).Cited);
        foreach (var before in (string[])["", $"{Signs} ", $"{Used} {MadeUp} ", "Take ibuprofen with food for at most 3 days. "])
        {
            Assert.Contains(((string, string?))(Stop, null), Whole($"{before}{Stop}", GroundingMode.Auto).Cited);
            Assert.DoesNotContain(Stop, Whole($"{before}{Stop}", GroundingMode.Required).Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("The direct answer to your question is: yes, stop all medicines.")]
    [InlineData("The direct answer to your question is: smoking cures asthma.")]
    [InlineData("The direct answer to your question is:")]
    public void LeadWithoutALabel_IsJudgedAsAnyOther(string sentence)
    {
        Assert.Equal([(Signs, Signs), (sentence, null)], Whole($"{Signs} {sentence}", GroundingMode.Auto, new()).Cited);
        Assert.Equal((Signs, 1), (Whole($"{Signs} {sentence}", GroundingMode.Required, new()).Text, Whole($"{Signs} {sentence}", GroundingMode.Required, new()).Withheld));
    }

    [Fact]
    public void Push_AnyPieces_GiveTheSame()
    {
        string[] texts =
        [
            $"{Signs} {MadeUp}  {Night}\n\n- Never stop it without advice from Dr Lee.\n- {MadeUp} Call an ambulance if the reliever inhaler does not help. {Lead}",
            $"The context does not mention it. {Signs}", $"Yes. {Night} And so on", $"{Lead} {Night}", "The passages do not", "", " \n ", $"{MadeUp}\n{Lead}", $"1. {Signs} 2. {Night} e.g. Dr. Lee said p. 5. {MadeUp}",
            $"Asthma, Signs: {Signs} {Signs} Asthma, signs are many. Asthma, Signs: {Night} Ibuprofen, Who must not take it: {Night} {MadeUp} {MadeUp}\n1. {Signs}\na) {Night}\n- Asthma is often worse. {MadeUp}",
        ];
        var random = new Random(3);
        foreach (var text in texts)
        {
            foreach (var mode in Enum.GetValues<GroundingMode>())
            {
                foreach (var format in (AnswerFormat?[])[null, new AnswerFormat(), new AnswerFormat { Placement = DecisionPlacement.First }])
                {
                    var expected = Whole(text, mode, format);
                    for (var run = 0; run < 40; run++)
                    {
                        var pieces = new List<string>();
                        for (var at = 0; at < text.Length;)
                        {
                            var length = Math.Min(text.Length - at, random.Next(1, run % 4 == 0 ? 2 : 20));
                            pieces.Add(text.Substring(at, length));
                            at += length;
                        }

                        var result = Run(pieces, mode, format);
                        Assert.Equal((expected.Text, expected.Withheld, expected.Declined), (result.Text, result.Withheld, result.Declined));
                        Assert.Equal(expected.Cited, result.Cited);
                        Assert.Equal(expected.Order, result.Order);
                    }
                }
            }
        }
    }

    [Fact]
    public void Push_AfterFinish_IsRefused()
    {
        var answer = new GroundedAnswer(GroundedCase.Passages, GroundingMode.Auto);
        answer.Finish();
        Assert.Empty(answer.Finish());
        Assert.Throws<InvalidOperationException>(() => answer.Push("x"));
    }

    private static Result Whole(string text, GroundingMode mode, AnswerFormat? format = null) => Run([text], mode, format);

    private static Result Run(IEnumerable<string> pieces, GroundingMode mode, AnswerFormat? format)
    {
        var answer = new GroundedAnswer(GroundedCase.Passages, mode, format: format);
        List<GroundedEvent> events = [.. pieces.SelectMany(answer.Push), .. answer.Finish()];
        var text = string.Concat(events.OfType<GroundedText>().Select(t => t.Text));
        Assert.Equal(text, answer.Text);
        Assert.All(events.OfType<GroundedText>(), t => Assert.NotEmpty(t.Text));
        // The text before each citation ends with its sentence: nothing is cited before it is shown, and nothing later is shown before it is cited.
        var order = new List<int>();
        var shown = 0;
        foreach (var next in events)
        {
            if (next is SentenceCitation citation)
            {
                Assert.Equal(shown, citation.Sentence.End);
                order.Add(shown);
            }

            shown += next is GroundedText piece ? piece.Text.Length : 0;
        }

        var cited = events.OfType<SentenceCitation>().Select(c => (c.Sentence.Of(text).ToString(), c.Support is null ? null : GroundedCase.Cited(c.Support))).ToList();
        Assert.Equal(answer.IsDeclined, events.Any(e => e is AnswerDeclined));
        return new(text, cited, order, answer.WithheldSentences, answer.IsDeclined);
    }

    private sealed record Result(string Text, List<(string Sentence, string? Cited)> Cited, List<int> Order, int Withheld, bool Declined);
}
