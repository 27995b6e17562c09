using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>Questions about a page's subject that ask for something its passage does not give: a number, a price, a second thing.</summary>
internal static partial class MissingParts
{
    private static readonly (string Wording, Regex Given)[] Facts =
    [
        ("How many people have {x}?", Figures()), ("how common is {x}", Figures()), ("How long does {x} last?", Times()), ("how long does it take to get over {x}", Times()),
        ("What dose is given for {x}?", Doses()), ("how many mg for {x}", Doses()), ("How much does treatment of {x} cost?", Money()), ("price of {x} treatment", Money()),
        ("At what age does {x} start?", Ages()), ("when does {x} usually begin", Ages()), ("Who discovered {x}?", Names()), ("in what year was {x} first described", Names()),
        ("Can {x} be prevented?", Prevention()), ("Is {x} contagious?", Spread()), ("can I catch {x} from someone", Spread()), ("Does {x} run in families?", Families()),
        ("Can I drink alcohol with {x}?", Alcohol()), ("is it safe to fly with {x}", Travel()), ("Can I drive with {x}?", Travel()), ("Does insurance pay for {x}?", Money()),
        ("Is {x} dangerous in pregnancy?", Pregnancy()), ("can you breastfeed with {x}", Pregnancy()), ("Which exercises are good for {x}?", Exercise()), ("can children get {x}", Childhood()),
        ("What foods should I avoid with {x}?", Food()), ("diet for {x}", Food()), ("Do vitamins help with {x}?", Food()), ("Is there a vaccine against {x}?", Vaccine()),
        ("what tests show {x}", Tests()), ("How is {x} diagnosed?", Tests()), ("Which surgery is done for {x}?", Surgery()), ("Can you die of {x}?", Death()), ("life expectancy with {x}", Death()),
    ];

    private static readonly string[] Seconds =
    [
        "Does {x} cause {y}?", "Can people with {x} take {y}?", "is {y} safe with {x}", "What is the link between {x} and {y}?", "{x} and {y}", "{x} {y}", "Does {y} help with {x}?",
        "how does {y} affect {x}", "Is {x} more common with {y}?", "can I use {y} for {x}", "What does {y} do in {x}?", "{y} in {x}",
    ];

    /// <summary>A fact that none of the sentences gives, asked of the subject; null where chance finds none.</summary>
    /// <param name="subject">As it stands in running text.</param>
    /// <param name="passages">Everything that the reader sees.</param>
    public static string? Fact(string subject, string passages, PairRandom random)
    {
        var (wording, given) = random.Of(Facts);
        return given.IsMatch(passages) ? null : wording.Replace("{x}", subject, StringComparison.Ordinal);
    }

    /// <summary>A question that ties the subject to something else.</summary>
    /// <param name="second">Words that no passage has.</param>
    public static string Second(string subject, string second, PairRandom random) =>
        random.Of(Seconds).Replace("{x}", subject, StringComparison.Ordinal).Replace("{y}", second, StringComparison.Ordinal);

    [GeneratedRegex(@"\d|common|rare|preval|inciden|many people|million|percent|estimat|number of|frequen|unusual|most people|few", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Figures();

    [GeneratedRegex(@"hour|\bday|week|month|year|long|short|tempor|permanent|chronic|lifelong|last|recover|go(?:es)? away|minute|quick|slow|time", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Times();

    [GeneratedRegex(@"\bmg\b|\bdos|\bmilligram|\bml\b|tablet|\bamount|units?\b|\bpill", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Doses();

    [GeneratedRegex(@"cost|price|dollar|\$|insur|\bpay|expens|cheap|afford|medicare|fund|money", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Money();

    [GeneratedRegex(@"\bage|year|infan|child|adult|adolesc|birth|born|old|young|decade|teen|month|life|newborn|congenital|elder", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ages();

    [GeneratedRegex(@"discover|describ|named|\b1[89]\d\d\b|\b20\d\d\b|report|first|histor|Dr\.|scientist", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"prevent|avoid|protect|reduc|lower|vaccin|\brisk|wash|stop|keep|inherit|genetic|mutation|healthy|control", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Prevention();

    [GeneratedRegex(@"contag|infect|spread|catch|virus|bacteri|parasit|transmi|contact|person to person|gene|mutation|inherit|autoimmune|injur|cancer|tumou?r|fung|worm|germ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Spread();

    [GeneratedRegex(@"famil|inherit|gene|mutation|parent|heredit|chromosom|relative|sibling|passed|sporadic|ancest|\bborn", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Families();

    [GeneratedRegex(@"alcohol|drink|beer|wine|liquor|beverage", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Alcohol();

    [GeneratedRegex(@"travel|\bfly|flight|plane|altitude|driv|\bcar\b|vehicle|machin", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Travel();

    [GeneratedRegex(@"pregnan|mother|fetus|fetal|womb|breast|nursing|\bbirth|unborn|prenatal|baby|babies|women", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pregnancy();

    [GeneratedRegex(@"exercis|physical|activ|walk|swim|sport|stretch|yoga|train", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exercise();

    [GeneratedRegex(@"child|infan|baby|babies|newborn|\bage|kid|young|adolesc|teen|birth|born|adult|anyone|people of all|everyone|pediatric", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Childhood();

    [GeneratedRegex(@"food|diet|\beat|nutri|vitamin|meal|supplement|drink|milk|fruit|vegetable|salt|mineral|calori|feed|calcium|iron|protein|\bfat\b|sugar", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Food();

    [GeneratedRegex(@"vaccin|immuni|shot|inocul|prevent", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Vaccine();

    [GeneratedRegex(@"\btest|diagnos|exam|scan|biops|x-ray|ultrasound|imag|detect|screen|\bfound\b|\bMRI\b|check|identif|confirm|microscop|sequenc", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tests();

    [GeneratedRegex(@"surg|operat|remov|transplant|implant|procedure|repair|resect|cut", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Surgery();

    [GeneratedRegex(@"\bdie|death|dead|fatal|surviv|life|live|mortal|kill|prognos|outlook|lethal|serious|severe", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Death();
}
