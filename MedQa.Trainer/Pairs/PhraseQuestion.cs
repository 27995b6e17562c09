using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Turns a noun phrase that names what was studied, from a title or an aim, into a yes/no question: "effect of X on Y" asks whether X
/// affects Y, "efficacy of X in Y" whether X is effective, "X versus Y for Z" whether X is better. Null for any other phrase, and for one
/// of more than <see cref="PairText.LongestPhrase"/> characters.
/// </summary>
internal static partial class PhraseQuestion
{
    private const int MostWords = 40;
    private const int MostWordsOfThing = 16;

    private static readonly Dictionary<string, string> Qualities = new(StringComparer.Ordinal)
    {
        ["efficacy"] = "effective",
        ["effectiveness"] = "effective",
        ["cost-effectiveness"] = "cost-effective",
        ["cost effectiveness"] = "cost-effective",
        ["safety"] = "safe",
        ["tolerability"] = "well tolerated",
        ["feasibility"] = "feasible",
        ["acceptability"] = "acceptable",
        ["immunogenicity"] = "immunogenic",
        ["usefulness"] = "useful",
        ["utility"] = "useful",
        ["validity"] = "valid",
        ["reliability"] = "reliable",
        ["benefit"] = "beneficial",
        ["benefits"] = "beneficial",
    };

    /// <param name="phrase">In running text's capitals, without a full stop.</param>
    /// <param name="source">What the phrase is from.</param>
    public static AskedQuestion? Ask(string phrase, string source)
    {
        if (phrase.Length > PairText.LongestPhrase)
        {
            return null;
        }

        var whole = PairText.OneLine(phrase).Trim().TrimEnd('.', ',', ';');
        var text = Study().Replace(whole, "");
        if (text.Count(c => c == '(') != text.Count(c => c == ')'))
        {
            return null;
        }

        if (Finite().IsMatch(text) || HasVerb(text.Split(' ')))
        {
            return null;
        }

        var isTrial = Trial().IsMatch(whole) && text.Length < whole.Length;
        var asked = Effect(text) ?? Quality(text) ?? Comparison(text) ?? Versus(text) ?? Association(text) ?? Outcome(text) ?? Role(text) ?? Aimed(text) ?? Affected(text, isTrial) ?? Remedy(text, isTrial);
        return asked is var (question, compared) && question.Split(' ').Length <= MostWords && !Spoilt().IsMatch(question)
            ? new AskedQuestion(question, source) { Compared = compared }
            : null;
    }

    private static Draft? Effect(string text)
    {
        if (EffectOn().Match(text) is not { Success: true } match || !IsThing(match.Groups["x"].Value))
        {
            return null;
        }

        var (x, y, preposition) = (Article(match.Groups["x"].Value), match.Groups["y"].Value, match.Groups["p"].Value);
        if (preposition is not ("on" or "upon") && InOn().Match(y) is { Success: true } inOn)
        {
            (y, preposition) = ($"{inOn.Groups["y"].Value} {preposition} {inOn.Groups["z"].Value}", "on");
        }

        var isOn = preposition is "on" or "upon";
        if (Pair(x) is var (left, right))
        {
            return isOn ? new($"Do {left} and {right} differ in their effect on {y}?") : new($"Is there a difference between {left} and {right} {preposition} {y}?");
        }

        var adjective = match.Groups["adjective"].Value.Trim();
        return (isOn, adjective) switch
        {
            (false, _) => new($"{NounNumber.Copula(x)} {x} effective {preposition} {y}?"),
            (_, "") => Gerund().IsMatch(y) ? new($"{NounNumber.Auxiliary(x)} {x} have an effect on {y}?") : Affects(x, y),
            _ => new($"{NounNumber.Auxiliary(x)} {x} have {An(adjective)} effect on {y}?"),
        };
    }

    private static Draft? Quality(string text)
    {
        if (QualityOf().Match(text) is not { Success: true } match || !IsThing(match.Groups["x"].Value))
        {
            return null;
        }

        var qualities = match.Groups["quality"].Captures.Select(c => Qualities[c.Value]).Distinct().ToArray();
        var (x, rest) = (Article(match.Groups["x"].Value), Rest(match));
        if (Pair(x) is var (left, right))
        {
            var more = qualities.FirstOrDefault(q => q is "effective" or "cost-effective") is { } effective ? "more " + effective : "better";
            return new($"{NounNumber.Copula(left)} {left} {more} than {right}{rest}?", (left, right));
        }

        return new($"{NounNumber.Copula(x)} {x} {string.Join(" and ", qualities)}{rest}?");
    }

    private static Draft? Comparison(string text)
    {
        if (ComparisonOf().Match(text) is not { Success: true } match || !IsThing(match.Groups["x"].Value) || !IsThing(match.Groups["y"].Value))
        {
            return null;
        }

        var (x, y, rest) = (match.Groups["x"].Value, match.Groups["y"].Value, Rest(match));
        return !match.Groups["effect"].Success ? new($"Is there a difference between {x} and {y}{rest}?")
            : rest.StartsWith(" on ", StringComparison.Ordinal) ? new($"Do {x} and {y} differ in their effect{rest}?")
            : new($"Is there a difference in effect between {x} and {y}{rest}?");
    }

    private static Draft? Versus(string text)
    {
        if (VersusFor().Match(text) is not { Success: true } match || !IsThing(match.Groups["x"].Value) || !IsThing(match.Groups["y"].Value) || NoRemedy().IsMatch(match.Groups["x"].Value))
        {
            return null;
        }

        var (x, y, rest) = (Article(match.Groups["x"].Value), Article(match.Groups["y"].Value), Rest(match));
        return rest.StartsWith(" on ", StringComparison.Ordinal)
            ? new($"Do {x} and {y} differ in their effect{rest}?")
            : new($"{NounNumber.Copula(x)} {x} better than {y}{rest}?", (x, y));
    }

    private static Draft? Association(string text) => Thing(AssociationOf(), text) is var (x, match)
        ? new($"{NounNumber.Copula(x)} {x} associated with {match.Groups["y"].Value}?")
        : null;

    private static Draft? Outcome(string text) => Thing(OutcomeWith(), text) is var (x, match) && IsThing(match.Groups["y"].Value)
        ? new($"{NounNumber.Copula(x)} {Article(x)} associated with {PairText.Small(match.Groups["y"].Value)}?")
        : null;

    private static Draft? Role(string text) => Thing(RoleOf(), text) is var (x, match)
        ? new($"{NounNumber.Auxiliary(x)} {x} play a role in {match.Groups["y"].Value}?")
        : null;

    private static Draft? Aimed(string text)
    {
        if (Thing(AimedTo(), text) is not var (thing, match) || NoRemedy().IsMatch(thing))
        {
            return null;
        }

        var (x, aim) = (Article(thing), match.Groups["aim"].Value);
        return Pair(x) is var (left, right)
            ? new($"{NounNumber.Copula(left)} {left} better than {right} to {aim}?", (left, right))
            : new($"{NounNumber.Auxiliary(x)} {x} {aim}?");
    }

    private static Draft? Affected(string text, bool isTrial) =>
        (Thing(EffectsOn(), text) ?? (isTrial ? Thing(TrialOn(), text) : null)) is var (x, match) ? Affects(Article(x), match.Groups["y"].Value) : null;

    private static Draft? Remedy(string text, bool isTrial) =>
        Thing(isTrial ? TrialIn() : RemedyFor(), text) is var (x, match) && (match.Groups["treats"].Success || Intervention().IsMatch(x)) && !NoRemedy().IsMatch(x)
            ? new($"{NounNumber.Copula(x)} {Article(x)} effective{Rest(match)}?")
            : null;

    private static Draft Affects(string x, string y) => new($"{NounNumber.Auxiliary(x)} {x} affect {y}?");

    private static (string Thing, Match Match)? Thing(Regex shape, string text) =>
        shape.Match(text) is { Success: true } match && IsThing(match.Groups["x"].Value) ? (match.Groups["x"].Value, match) : null;

    private static string Rest(Match match) => match.Groups["rest"].Value is { Length: > 0 } rest ? " " + rest : "";

    private static string An(string text) => $"{(text[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a")} {text}";

    /// <summary>With "a" or "an" before what is counted and has no article in a title.</summary>
    private static string Article(string text) =>
        Countable().IsMatch(text) && !NounNumber.IsPlural(text) && !Determined().IsMatch(text) ? An(text) : text;

    private static bool HasVerb(string[] words) => words.Where((w, i) => i > 0 && TitleVerbs.BaseOf(w, i + 1 < words.Length ? words[i + 1] : "in") is not null).Any();

    private static (string Left, string Right)? Pair(string text) =>
        PairOf().Match(text) is { Success: true } match ? (match.Groups["x"].Value, match.Groups["y"].Value) : null;

    private static bool IsThing(string text) =>
        text.Length > 2 && text.Split(' ').Length <= MostWordsOfThing && text.Count(c => c == '(') == text.Count(c => c == ')') && !NoThing().IsMatch(text);

    /// <summary>"A randomised trial of", "evaluation of".</summary>
    [GeneratedRegex(@"^(?:an? |the )?(?:[\w/-]+,? ){0,8}(?:trial|study|evaluation|assessment|analysis|investigation|examination) (?:of|on|to (?:evaluate|compare|assess|determine|investigate)|evaluating|comparing|assessing|investigating|examining)(?: the)? (?=\w)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Study();

    [GeneratedRegex(@"^(?:the |an? )?(?:(?<adjective>acute |chronic |long-term |short-term |immediate |beneficial |clinical |sustained |prolonged |additive |protective |prophylactic |therapeutic )?|(?:main |overall |potential |possible |net |direct |independent |causal ))(?:effects?|impacts?|influence)(?: and (?:safety|tolerability|feasibility))? of (?:the |using )?(?<x>.+?)(?<!based|focus|focused|focusing|information|depending|effects?|impact|influence) (?<p>on|upon|in|during|after|following|for) (?<y>.+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EffectOn();

    [GeneratedRegex(@"^(?:the |an? )?(?:(?!and )[\w-]+ ){0,2}?(?<quality>efficacy|effectiveness|cost[- ]effectiveness|safety|tolerability|feasibility|acceptability|immunogenicity|usefulness|utility|validity|reliability|benefits?)(?:(?:,? and |, | & )(?:the |clinical |cost )?(?<quality>efficacy|effectiveness|cost-effectiveness|safety|tolerability|feasibility|acceptability|immunogenicity|usefulness|utility|validity|reliability))*(?:(?:,? and |, )(?:\w+ )?(?:impact|effects?|outcomes?|results|costs?|durability|pharmacokinetics|pharmacodynamics))* of (?:the use of |the )?(?<x>.+?)(?: (?<rest>(?:in|for|among|on|against|as|after|during|when|following) .+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex QualityOf();

    [GeneratedRegex(@"^(?:an? |the )?(?:[\w-]+ ){0,3}comparison (?:of|between) (?:the )?(?<effect>(?:[\w-]+ )?(?:effects?|efficacy|effectiveness|safety|tolerability|impacts?|influence|performance|outcomes?)(?:(?:,| and|, and) (?:safety|efficacy|effectiveness|tolerability|side effects|complications|cost\w*))* of (?:the )?)?(?<x>.+?)(?: and |,? (?:with|versus|vs\.?|to) )(?<y>.+?) (?<rest>(?:in|for|among|on|after|during|following) .+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ComparisonOf();

    [GeneratedRegex(@"^(?:the )?(?<x>.+?),? (?:versus|vs\.?|(?:as )?compared (?:with|to)|in comparison (?:with|to)) (?<y>.+?)(?: (?<rest>(?:in|for|among|on|after|during|following) .+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex VersusFor();

    [GeneratedRegex(@"^(?<x>.+?),? (?:versus|vs\.?|(?:as )?compared (?:with|to)|in comparison (?:with|to|of)|relative to|over) (?<y>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex PairOf();

    [GeneratedRegex(@"^(?:the |an? )?(?:association|relationship|correlation|link|relation)s? (?:between (?<x>.+?) and|of (?<x>.+?) (?:with|to)) (?<y>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex AssociationOf();

    [GeneratedRegex(@"^(?:the |a )?(?:potential |possible )?role of (?:the )?(?<x>.+?) in (?<y>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex RoleOf();

    [GeneratedRegex(@"^(?<x>.+?)(?: designed| aimed| intended)? to (?<aim>(?:improve|reduce|prevent|increase|promote|enhance|decrease|relieve|alleviate|support|facilitate|lower|accelerate|shorten|ameliorate|control|stimulate|restore|optimi[sz]e) .+)$", RegexOptions.CultureInvariant)]
    private static partial Regex AimedTo();

    [GeneratedRegex(@"\btrials?\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Trial();

    /// <summary>What is done or given to people; the endings are those of drugs' names.</summary>
    [GeneratedRegex(@"\b(?:\w*therap(?:y|ies)|treatments?|training|exercises?|interventions?|program(?:me)?s?|supplement\w*|vaccin\w+|\w*surgery|stimulation|injections?|\w*prophylaxis|counsel\w+|education|screening|rehabilitation|acupuncture|acupressure|massage|laser|blocks?|infusions?|devices?|approach|techniques?|implants?|grafts?|diets?|yoga|care|administration|support|transplant\w*|ventilation|transfusions?|psycho\w+|mindfulness|hypnosis|monitoring|feedback|incentives?|reminders?|visits?|coaching|apps?|websites?|messag\w+|anti\w+|oil|extract|tea|acid|insulin|tablets?|capsules?|gel|cream|patch|orthos[ie]s|cast|splint|fan|patches|drops|spray|aid|meditation|tai chi|dance|music|walking|reading|\w{3,}(?:ine|mab|nib|ol|ide|one|ate|cin|vir|pril|tan|statin|zole|imus|gliptin|sone|pam|lam|xel|platin|afil|caine|fen|dronate))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Intervention();

    [GeneratedRegex(@"^(?<x>[^,]+?) on (?<y>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TrialOn();

    [GeneratedRegex(@"^(?<x>[^,]+?) (?:effects?|impacts?) on (?<y>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex EffectsOn();

    [GeneratedRegex(@"^(?<x>.+?) (?<rest>(?:for|in|during|after|following|against|among) .+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TrialIn();

    [GeneratedRegex(@"^(?:the )?(?:small |significant |substantial )?(?<y>(?:reduced|decreased|lower|improved|increased|enhanced|better|greater|higher|faster|prolonged|impaired) [^,]+?) (?:with|by|after|following|associated with|through) (?<x>[^,]+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OutcomeWith();

    [GeneratedRegex(@"^(?:the )?(?:use of )?(?<x>.+?) (?<rest>(?:(?<treats>(?:for|in) (?:the )?(?:treatment|prevention|management|prophylaxis|relief|control) of)|for|against) .+)$", RegexOptions.CultureInvariant)]
    private static partial Regex RemedyFor();

    [GeneratedRegex(@"^(?<z>.+?)(?<!based|effects?) on (?<y>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex InOn();

    [GeneratedRegex(@"^\w+ing\b", RegexOptions.CultureInvariant)]
    private static partial Regex Gerund();

    [GeneratedRegex(@"^[^,]*?\b(?:program|programme|intervention|device|approach|system|strategy|model|test|tool|app|application|protocol|regimen|method|technique|package|campaign|curriculum|supplement|session|course|diet|vaccine|implant|splint|catheter|questionnaire|website|game|workshop|dose|beverage|drink|extract|formula|mouthwash|dressing|stent)(?=$| (?:for|in|with|of|on|to|and|using|based|delivered|combined|plus|among|by)\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Countable();

    [GeneratedRegex(@"^(?:an?|the|one|two|three|four|different|various|several|multiple|some|many|all|no|early|combined|\p{Lu}\S*|\S+ing|[\w-]+ (?:of|and|in|with|for|to|on)|use|\S*\d\S*)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Determined();

    [GeneratedRegex(@"\b(?:is|are|was|were|has|have|had|did|does|do|will|would|determined|these|this|those)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Finite();

    /// <summary>A thing that is none: a study, a clause, a back reference, a bracket alone, or one that goes on.</summary>
    [GeneratedRegex(@"\b(?:that|which|who|whose|this|these|those|our|their|its|such|trials?|stud(?:y|ies)|protocol|is|are|was|were|has|have|does|do|did|can|may|will|would|whether|how|why|what|each|both|following|depending)\b|^(?:the )?(?:intervention|program(?:me)?|drug|treatment|training|therapy|approach|method|device|tool|it|them|influence|\w+ing)s?$|^(?:and|or|with|to|of|in)\b|^(?:the|an?)$|\b(?:vs\.?|versus)$|['\u2019]s$|^\([^()]*\)$|doi|http", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NoThing();

    /// <summary>What is no remedy, so that "is it effective" cannot be asked of it.</summary>
    [GeneratedRegex(@"\b(?:effects?|efficacy|effectiveness|impact|influence|outcomes?|results?|comparison|comparing|comparative|design|development|validation|guidelines?|rationale|predictors?|factors?|lessons?|association|relationship|risk|quality|prevalence|incidence|knowledge|attitudes?|reasons?|changes?|improv\w+|reduced?|reduc\w+|increas\w+|decreas\w+|response|responses|need|demand|evidence|costs?|evaluation|evaluating|assessing|assessment|analysis|using|testing|preferences?|experiences?|implementing|implementation|mechanisms?|levels?|differences?|survival|mortality|recovery|measur\w+|burden|patterns?|trends?|review|model|case|benefits?|ability|clues?|information|safety|feasibility|potential|role|recruit\w+|cohort|update|economic|performance|characteristics|biomarkers?|markers?|phase|framework|attrition|adherence|compliance|standardi[sz]ation|strateg(?:y|ies) of|patients|participants|women|men|children|adults)\b|^(?:toward|towards|from|in|on|at|with|after|who|to|a step|beyond|optimi[sz]ing|identif\w+|determin\w+|understanding|exploring|examining|investigating|improving|reducing|preventing|promoting|treating|changing|learning|predicting|enhancing|targeting|exploiting|feasib\w+)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NoRemedy();

    /// <summary>What no question may hold.</summary>
    [GeneratedRegex(@"\b(?:protocol|randomi[sz]ed (?:human |controlled |clinical |\w+ )?(?:trial|cohort|study)|this study|the present study|we|our)\b|[?;:].", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Spoilt();

    /// <summary>A question, and for "is this better than that" this and that.</summary>
    private sealed record Draft(string Text, (string This, string That)? Compared = null);
}
