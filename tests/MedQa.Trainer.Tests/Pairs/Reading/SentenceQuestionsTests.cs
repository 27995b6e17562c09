using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Reading;

public class SentenceQuestionsTests
{
    private static readonly ReadingCorpus Corpus = SmallCorpus.Read();
    private static readonly Page Page = Corpus.Pages.First(p => p.Subject == "sock itch");

    [Theory]
    [InlineData("Gout is caused by crystals in the joint.", "What brings on gout?|What causes gout?|Why does someone get gout?|gout cause|what is the cause of gout|where does gout come from")]
    [InlineData("It is treated with a paste.", "How is sock itch treated?|What do doctors use for sock itch?|sock itch treatment|what helps against sock itch|what is used to treat sock itch")]
    [InlineData("The larynx (voice box) is located in the neck.", "Where in the body is the larynx?|Where is the larynx?|location of the larynx|where is the larynx found")]
    [InlineData("People with gout should not eat liver.", "Can people with gout eat liver?|Could people with gout eat liver?|Is it possible that people with gout will eat liver?|Should people with gout eat liver?|Who should not eat liver?|can people with gout eat liver|is it okay for people with gout to eat liver|may people with gout eat liver")]
    [InlineData("Women must avoid raw milk.", "Is raw milk safe for women?|What should women avoid?|can women have raw milk|should women avoid raw milk|what is bad for women")]
    [InlineData("If you feel faint, sit down at once.", "Is there something to do if I feel faint?|I feel faint, what should I do?|What should I do if I feel faint?|I feel faint. what now|what if I feel faint")]
    [InlineData("Do not stop your tablets at once.", "Can I stop my tablets at once?|May I stop my tablets at once?|is it okay to stop my tablets at once|is it safe to stop my tablets at once|should I stop my tablets at once|why not stop my tablets at once")]
    [InlineData("Wash your hands with soap.", "Is it good to wash my hands with soap?|Should I wash my hands with soap?|do I need to wash my hands with soap|does it help to wash my hands with soap")]
    [InlineData("Side effects of the salve include a rash.", "Is the salve safe?|What are the side effects of the salve?|does the salve have side effects|side effects the salve|what can happen when I take the salve")]
    [InlineData("Symptoms of the flu usually include a cough.", "How do I notice the flu?|What are the symptoms of the flu?|What does the flu feel like?|how do I know if I have the flu|signs of the flu|the flu symptoms")]
    [InlineData("Call your doctor if you have a rash on your arm.", "Should I see a doctor if I have a rash on my arm?|What should I do if I have a rash on my arm?|When is sock itch an emergency?|When should I call a doctor about sock itch?|is it urgent if I have a rash on my arm|What should I ask my doctor about sock itch?|When should I talk to a doctor about sock itch?|do I need a doctor for sock itch|what should I tell the doctor|when do I need to see a doctor with sock itch|when to get help for sock itch")]
    [InlineData("The bruise usually lasts for two weeks.", "How long does the bruise last?|When does the bruise go away?|duration of the bruise|how long the bruise")]
    [InlineData("The lotion does not sting.", "Does the lotion sting?|does the lotion sting")]
    [InlineData("Nobody came.", "")]
    public void Of_Sentence_AsksWhatItsFormGives(string text, string expected)
    {
        var sentence = Corpus.Vocabulary.ReadSentence(text);
        var questions = new SentenceQuestions(Corpus, new KeywordQuestions(Corpus.Vocabulary));

        var asked = Enumerable.Range(0, 200).Select(seed => questions.Of(Page, sentence, new PairRandom(seed, 1))?.Question.Text).OfType<string>().Distinct();

        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }
}
