using MedQa.Model.Text;

namespace MedQa.Model.Tests.Text;

public class PorterStemmerTests
{
    // Computed with NLTK 3.8.
    private const string Stems = """
        caresses caress, ponies poni, ties tie, dies die, flies fli, cats cat, caress caress, feed feed, agreed agre, plastered plaster,
        bled bled, motoring motor, sing sing, conflated conflat, troubled troubl, sized size, hopping hop, tanned tan, falling fall,
        hissing hiss, fizzed fizz, failing fail, filing file, happy happi, enjoy enjoy, spied spi, died die, tried tri, flying fli,
        skies sky, news news, innings inning, proceed proceed, relational relat, conditional condit, rational ration, valency valenc,
        hesitancy hesit, digitizer digit, conformably conform, radically radic, differently differ, vilely vile, analogously analog,
        vietnamization vietnam, predication predic, operator oper, feudalism feudal, decisiveness decis, hopefulness hope,
        callousness callous, formality formal, sensitivity sensit, sensibility sensibl, hopefully hope, geology geolog,
        archaeology archaeolog, triplicate triplic, formative form, formalize formal, electricity electr, electrical electr, hopeful hope,
        goodness good, revival reviv, allowance allow, inference infer, airliner airlin, gyroscopic gyroscop, adjustable adjust,
        defensible defens, irritant irrit, replacement replac, adjustment adjust, dependent depend, adoption adopt, homologous homolog,
        communism commun, activate activ, angularity angular, effective effect, bowdlerize bowdler, probate probat, rate rate, cease ceas,
        controlling control, rolled roll, naturally natur, medically medic, partially partial, yyyyed yyyi, ibuprofen ibuprofen,
        studies studi, study studi, easily easili, eased eas, oxen oxen, aged age, used use, 1990s 1990, covid19 covid19, x2ing x2ing
        """;

    [Fact]
    public void Stem_Words_EqualNltk()
    {
        var pairs = Stems.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p.Split(' ')).ToList();

        Assert.Equal(pairs.Select(p => $"{p[0]} {p[1]}"), pairs.Select(p => $"{p[0]} {PorterStemmer.Stem(p[0])}"));
    }

    [Fact]
    public void Stem_EndlessRunOfY_Ends() => Assert.NotEmpty(PorterStemmer.Stem(new string('y', 100_000) + "ing"));
}
