using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>The forms of sentence that questions are made from.</summary>
internal static partial class SentenceRules
{
    private const string S = @"(?<s>[^,;:()]{2,70}?)";
    private const string Often = @"(?:(?:\w+ly|often|sometimes|most often|almost always|always|also|thought to be|believed to be) )*";
    private const string Rest = @"(?<r>[^,;:()]{4,90}(?![\w-]))";
    private const string Units = "seconds|minutes|hours|days|weeks|months|years";
    private const string Number = @"(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|a few|many)";
    private const string People =
        @"(?:(?:People|Patients|Anyone|Those|Individuals|Most people|Some people|Parents) [^,;:()]{2,60}?|(?:Adults|Children|Women|Men|Babies|Infants|Older adults|Pregnant women)(?: [^,;:()]{2,60}?)?)";

    /// <summary>Whether a sentence tells its reader what to do or to keep from, which few sentences of the corpus do and most questions ask for.</summary>
    public static bool IsAdvice(string sentence) => Advice().IsMatch(sentence);

    /// <summary>All of them; the first that fits a sentence is used, or a later one, by chance.</summary>
    public static IReadOnlyList<SentenceRule> All { get; } =
    [
        new($@"^{S} (?<be>is|are) {Often}caused by (?<o>.+)$",
            "What causes {s}?", "what is the cause of {s}", "Why does someone get {s}?", "{s} cause", "where does {s} come from", "What brings on {s}?") { Cue = Causes() },
        new($@"^{S} {Often}(?:(?:(?:can|may|might|could) {Often}|(?<=s ))(?:cause|lead to|result in)|causes|leads to|results in) (?<o>[^,;:()]{{3,60}}(?![\w-]))",
            "What can {s} cause?", "what does {s} lead to", "What happens because of {s}?", "effects of {s}", "What can cause {o}?", "what leads to {o}") { Cue = Causes() },
        new($@"^{S} (?<be>is|are) {Often}treated (?:with|by) (?<o>.+)$",
            "How {be} {s} treated?", "what is used to treat {s}", "{s} treatment", "what helps against {s}", "What do doctors use for {s}?") { Cue = Treatment() },
        new($@"^{S} (?<be>is|are) (?:\w+ )?used to (?<o>[^,;:()]{{5,80}}(?![\w-]))",
            "What {be} {s} used for?", "use of {s}", "why would a doctor use {s}", "What can be used to {o}?", "what is used to {o}"),
        new($@"^{S} (?<be>is|are) (?:an?|the|any|one of) (?<o>.+)$",
            "What {be} {s}?", "what does {s} mean", "define {s}", "Tell me what {s} {be}", "{s} meaning", "Can you explain {s}?") { IsBroad = true },
        new($@"^{S},? (?<be>is|are) also (?:called|known as|referred to as) (?<o>[^,;:()]{{3,60}}(?![\w-]))",
            "What is another name for {s}?", "other names for {s}", "What {be} {s} also called?", "what is {o}"),
        new(@"^(?:The )?(?:[\w-]+ ){0,2}(?i:signs and symptoms|symptoms|signs) of (?<s>[^,;:()]{3,60}?) (?:(?:\w+ly|often|also|most often) )?(?:include|are|vary|begin|start|appear|may|can|usually|often)\b",
            "What are the symptoms of {s}?", "signs of {s}", "{s} symptoms", "How do I notice {s}?", "how do I know if I have {s}", "What does {s} feel like?") { Cue = Symptoms() },
        new(@"^(?:The )?(?:[\w-]+ ){0,2}(?i:signs and symptoms|symptoms|signs) (?:include|are|may include|can include|usually include|often include)\b",
            "What are the symptoms of {title}?", "signs of {title}", "{title} symptoms", "what would I notice with {title}") { Cue = Symptoms() },
        new(@"\b(?:[Cc]all|[Ss]ee|[Cc]ontact|[Tt]ell|[Tt]alk (?:to|with)|[Aa]sk|[Cc]onsult|[Gg]o to)\b[^.;:]{0,60}\b(?:doctor|provider|911|emergency|hospital|nurse|pharmacist|physician|clinic)\b[^.;:]{0,40}\b(?:if|when) (?<c>(?:you|your|the|a|an|he|she)\b[^.;:]{5,80}(?![\w-]))",
            "When should I call a doctor about {title}?", "when do I need to see a doctor with {title}", "Should I see a doctor if {c}?", "is it urgent if {c}", "What should I do if {c}?",
            "When is {title} an emergency?", "when to get help for {title}") { Cue = Doctor() },
        new(@"^If (?<c>you[^,;:()]{5,70}(?![\w-])), (?<r>.+)$",
            "What should I do if {c}?", "what if {c}", "{c}, what should I do?", "Is there something to do if {c}?", "{c}. what now"),
        new(@"^(?:Do not|Don't|Never) (?<r>[^,;:()]{4,80}(?![\w-]))",
            "Can I {r}?", "should I {r}", "is it okay to {r}", "May I {r}?", "why not {r}", "is it safe to {r}") { IsYesNo = true },
        new(@"^Avoid (?<r>[^,;:()]{4,80}(?![\w-]))",
            "What should I avoid with {title}?", "should I avoid {r}", "Is {r} bad for me?", "is {r} bad with {title}", "what to stay away from {title}"),
        new(@"^(?<v>(?:Use|Take|Wash|Keep|Eat|Drink|Limit|Wear|Try to|Check|Stay|Choose|Clean|Rest|Apply) [^,;:()]{4,80}(?![\w-]))",
            "Should I {v}?", "does it help to {v}", "do I need to {v}", "Is it good to {v}?") { IsYesNo = true },
        new(@"\b(?:[Ss]ide|[Aa]dverse|[Uu]nwanted) effects of (?<s>[^,;:()]{3,50}?) (?:(?:\w+ly|often|also|most often) )?(?:include|are|may|can|vary)\b",
            "What are the side effects of {s}?", "side effects {s}", "does {s} have side effects", "Is {s} safe?", "what can happen when I take {s}") { Cue = Effects() },
        new($@"^{S} (?:can|may|might) (?:also )?(?:cause|have) (?:\w+ )?side effects\b",
            "What are the side effects of {s}?", "side effects {s}", "does {s} have side effects", "Is {s} safe?") { Cue = Effects() },
        new(@"^(?:Call|See|Contact|Tell|Talk (?:to|with)|Ask|Check with|Consult) (?:your|a|the) (?:[\w']+ ){0,3}(?:doctor|provider|nurse|pharmacist|physician)\b",
            "When should I talk to a doctor about {title}?", "what should I tell the doctor", "do I need a doctor for {title}", "What should I ask my doctor about {title}?") { Cue = Doctor() },
        new($@"^(?<s>{People}) (?:should not|must not|cannot|should never|may not) {Rest}",
            "Who should not {r}?", "Can {s} {r}?", "Should {s} {r}?", "is it okay for {s} to {r}", "may {s} {r}") { IsYesNo = true },
        new($@"^(?<s>{People}) (?:should|must|need to) (?:also )?avoid {Rest}",
            "What should {s} avoid?", "should {s} avoid {r}", "Is {r} safe for {s}?", "can {s} have {r}", "what is bad for {s}") { IsYesNo = true },
        new($@"^(?<s>{People}) (?<aux>should|must|can|may|need to) (?:also )?(?!not |never |avoid |also ){Rest}",
            "Should {s} {r}?", "Can {s} {r}?", "what should {s} do", "do {s} need to {r}", "Who should {r}?", "is it okay for {s} to {r}") { IsYesNo = true },
        new($@"^{S} (?<aux>is|are) (?:(?:not|\w+ly|often|sometimes|very|always|never) )*(?<r>(?:contagious|infectious|inherited|hereditary|genetic|curable|common|rare|dangerous|serious|safe|fatal|life-threatening|treatable|preventable|reversible|painful|permanent|harmful|effective|necessary|needed|recommended|important|known|possible|available|normal|severe|mild|related to|associated with|linked to)\b[^,;:()]{{0,60}}(?![\w-]))",
            "{Aux} {s} {r}?", "{aux} {s} {r}", "{Aux} it true that {s} {aux} {r}?") { IsYesNo = true },
        new($@"^{S} (?<aux>does|do) not (?:\w+ly )?{Rest}", "{Aux} {s} {r}?", "{aux} {s} {r}") { IsYesNo = true },
        new($@"^{S} (?<aux>can|should|must|will|could|may|might|cannot) (?:(?:not|also|\w+ly|often|sometimes) )*(?!avoid |not |also ){Rest}",
            "Can {s} {r}?", "can {s} {r}", "Could {s} {r}?", "Is it possible that {s} will {r}?") { IsYesNo = true },
        new($@"^{S} (?:(?:usually|often|generally|typically|sometimes|can|may) )*(?:lasts?|goes away|go away|clears? up|heals?|disappears?)\b.*\b{Number}(?: (?:to|or) {Number})? (?:{Units})\b",
            "How long does {s} last?", "how long {s}", "When does {s} go away?", "duration of {s}"),
        new(@"\b(?:percent|%) of (?<s>[^,;:()]{3,60}?) (?<r>(?:have|has|are|is|will|develop|can|were|was|occur|had|died|survive|experience|report|inherit)\b[^,;:()]{0,70}(?![\w-]))",
            "What share of {s} {r}?", "what percentage of {s} {r}", "How many {s} {r}?", "how often {s} {r}") { Cue = Digits() },
        new(@"\b(?:occurs? in|affects?|found in|prevalence|incidence|estimated|reported in|diagnosed in)\b.*\b(?:\d[\d,.]*|one) (?:in|people|individuals|persons|million|cases|families|children|adults|Americans|newborns|births|per)\b",
            "How common is {title}?", "how many people have {title}", "How many are affected by {title}?", "{title} how common", "is {title} rare") { Cue = Digits() },
        new(@"\b(?:begins?|starts?|appears?|develops?|occurs?|diagnosed|onset|noticed|seen)\b.*\b(?:ages? (?:of )?\d+|\d+ (?:years|months) (?:of age|old)|infancy|childhood|adolescence|adulthood|at birth|middle age|newborn period|decade)\b",
            "At what age does {title} start?", "when does {title} begin", "{title} what age", "how old are people when they get {title}") { Cue = Ages() },
        new($@"^(?<s>{People}) (?:are|is) (?<r>(?:much )?(?:more|most|less) likely[^,;:()]{{0,70}}|at (?:a )?(?:higher|greater|increased|high) risk[^,;:()]{{0,70}}(?![\w-]))",
            "Who is {r}?", "who is {r}", "Which people are {r}?", "are {s} {r}") { Cue = Risk() },
        new($@"^{S} (?:can |may |also |greatly |significantly )*(?<v>increase|raise|reduce|lower|decrease)s? (?:the|your|a person's|one's|their|his or her) (?:risk|chance|chances|odds) (?:of|for) (?<o>[^,;:()]{{3,70}}(?![\w-]))",
            "What can {v} the risk of {o}?", "does {s} {v} the risk of {o}", "risk of {o}", "How does {s} change the risk of {o}?") { Cue = Risk() },
        new($@"^{S}(?: (?:produces|makes|carries|contains|affects|attacks|destroys|protects|prevents|relieves|kills|removes|helps|provides|regulates|allows)|(?<=s) (?:produce|carry|contain|destroy|protect|prevent|relieve|help|provide|regulate)) (?<o>[^,;:()]{{3,90}}(?![\w-]))",
            "What does {s} do?", "what is the role of {s}", "How does {s} work?", "what is {s} for", "{s} function"),
        new($@"^{S} (?<be>is|are) (?:\w+ )?(?:located|found|situated) (?:in|on|at|near|between|behind|under|above|below|inside)\b",
            "Where {be} {s}?", "where {be} {s} found", "location of {s}", "Where in the body {be} {s}?"),
        new($@"^{S} {Often}(?:occurs?|happens?|develops?|begins?|forms?|arises?|results?) (?:when|if|because|after|from|during|as a result of)\b",
            "When does {s} happen?", "Why does {s} happen?", "how does {s} develop", "What makes {s} happen?", "reason for {s}") { Cue = Causes() },
        new(@"\b(?:two|three|four|five|six|seven|several|many|\d+) (?:[\w-]+ )?(?<t>types|kinds|forms|stages|phases|groups) of (?<s>[^,;:()]{3,50}(?![\w-]))",
            "How many {t} of {s} are there?", "What {t} of {s} are there?", "{t} of {s}", "which {t} of {s} exist"),
        new($@"^{S} (?:is|are|can be) {Often}(?:diagnosed|detected|identified|confirmed) (?:by|with|through|using|based on|when|after|from)\b",
            "How is {s} diagnosed?", "test for {s}", "how do doctors find {s}", "{s} diagnosis") { Cue = Diagnosis() },
        new(@"^To (?<v>(?:prevent|reduce|avoid|treat|lower|diagnose|help|relieve|control|keep|stop|protect|check|find|lose|manage|determine|confirm|improve|make|get|detect) [^,;:()]{3,60}(?![\w-])), ",
            "How can I {v}?", "what is done to {v}", "how to {v}", "What does it take to {v}?"),
        new(@"\b(?:aims?|objectives?|purpose|goal)\b[^.]{0,40}\b(?:was|is|were|of)\b|^We (?:aimed|sought)\b", "What was the aim of the study?", "why was the study done", "What did the researchers want to find out?", "aim of the study on {k}")
            { Cue = Aims(), IsOfStudies = true },
        new(@"^(?:In conclusion|These (?:results|findings|data)|Our (?:results|findings|data)|We conclude)\b", "What did the study conclude?", "what do the authors conclude about {k}", "What do the results suggest?", "conclusion {k}")
            { Cue = Conclusions(), IsOfStudies = true },
        new(@"\b(?:\d[\d,]*) (?:[a-z-]+ ){0,2}(?<u>patients|participants|children|women|men|adults|subjects|people|infants|individuals|volunteers)\b.*\b(?:randomi[sz]ed|enrolled|recruited|included|assigned|analy[sz]ed|completed|took part|participated)\b",
            "How many {u} took part?", "how many {u} were in the study", "Number of {u}?", "How many {u} were studied for {k}?") { Cue = Digits(), IsOfStudies = true },
        new($@"\b(?<n>\d[\d,.]*|once|twice|several times) (?<u>hours|days|weeks|months|years|minutes|times|mg|cm|inches|pounds|grams|calories|degrees)\b",
            "How many {u} {k}?", "how long {k}", "{k} how many {u}", "What number of {u} is given for {k}?") { Cue = Digits() },
    ];

    [GeneratedRegex(@"\bshould (?:not|never|avoid)\b|\bmust not\b|^(?:Do not|Don't|Never|Avoid|If you|Call|See|Contact|Tell|Talk|Ask|Use|Take|Wash|Keep|Eat|Drink|Limit|Wear|Try|Stay|Clean|Apply)\b|\bside effects?\b|\bused to (?:treat|prevent|relieve|reduce|help)\b|\b(?:call|see|contact|tell|ask)\b[^.;:]{0,40}\b(?:doctor|provider|911|nurse|pharmacist)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Advice();

    [GeneratedRegex(@"caus|due to|result|because|\blead|trigger|mutation|\bfrom\b|unknown|risk", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Causes();

    [GeneratedRegex(@"treat|therap|surg|medic|\bdrug|\bcure|manage|help|relie", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Treatment();

    [GeneratedRegex(@"symptom|\bsigns?\b|\bfeel|characteri|\bpain|cause|include|experience", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Symptoms();

    [GeneratedRegex(@"effect|safe|harm|cause|problem|reaction|\brisk", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Effects();

    [GeneratedRegex(@"doctor|provider|911|emergency|hospital|nurse|pharmacist|physician|clinic|medical help|right away", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Doctor();

    [GeneratedRegex(@"\d|\b(?:one|two|three|four|five|half|third|quarter|most|few|rare|common|many|several)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\bages?\b|\byears?\b|infan|child|adolesc|adult|birth|born|decade|\bold|early|late", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ages();

    [GeneratedRegex(@"\brisk|likely|common|chance|odds|prone", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Risk();

    [GeneratedRegex(@"diagnos|\btest|exam|scan|biops|x-ray|detect|screen|\bfound\b|confirm", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Diagnosis();

    [GeneratedRegex(@"\baim|objective|purpose|\bgoal|\bto (?:determine|assess|evaluate|investigate|examine|compare|test|study)|whether|hypothes", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Aims();

    [GeneratedRegex(@"conclu|suggest|result|finding|show|indicat|demonstrat|found|effective|improve|benefit|should", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Conclusions();
}
