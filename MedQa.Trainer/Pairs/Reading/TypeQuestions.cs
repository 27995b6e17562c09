using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>The ways that people ask each type of question, and what a sentence that answers it speaks of.</summary>
internal static partial class TypeQuestions
{
    /// <summary>Where the subject stands in a wording.</summary>
    public const string Subject = "{x}";

    private static readonly FrozenDictionary<QuestionType, string> Headings = new Dictionary<QuestionType, string>
    {
        [QuestionType.WhatIs] = "Overview",
        [QuestionType.Symptoms] = "Symptoms",
        [QuestionType.Treatment] = "Treatment",
        [QuestionType.Causes] = "Causes",
        [QuestionType.Diagnosis] = "Diagnosis",
        [QuestionType.Prevention] = "Prevention",
        [QuestionType.Outlook] = "Outlook",
        [QuestionType.Inheritance] = "Inheritance",
        [QuestionType.Risk] = "Who is at risk",
        [QuestionType.Frequency] = "How common it is",
        [QuestionType.Genes] = "Genes",
        [QuestionType.Complications] = "Complications",
        [QuestionType.Research] = "Research",
        [QuestionType.Care] = "What to do",
        [QuestionType.Stages] = "Stages",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<QuestionType, string[]> Wordings = new Dictionary<QuestionType, string[]>
    {
        [QuestionType.WhatIs] =
        [
            "What is {x}?", "what does {x} mean", "What exactly is {x}?", "{x}", "Tell me about {x}", "explain {x} in simple words", "{x} meaning",
            "I was told I have {x}. What is that?", "Can you explain what {x} is?", "What should I know about {x}?", "what happens in {x}",
        ],
        [QuestionType.Symptoms] =
        [
            "What are the signs of {x}?", "What are the symptoms of {x}?", "{x} symptoms", "signs of {x}", "how do I know if I have {x}", "What does {x} feel like?",
            "How can you tell that someone has {x}?", "Could I have {x}? What should I look for?", "my child may have {x}, what should I look for",
            "What problems does {x} cause?", "How does {x} show itself?", "What would I notice with {x}?", "what are early signs of {x}",
        ],
        [QuestionType.Treatment] =
        [
            "How is {x} treated?", "{x} treatment", "what helps with {x}", "I have {x}, what helps?", "How do doctors treat {x}?", "What can be done about {x}?",
            "is there a cure for {x}", "how to get rid of {x}", "What is the best treatment for {x}?", "Can {x} be treated?", "what do they give you for {x}",
            "My mother has {x}. How will she be treated?", "therapy for {x}",
        ],
        [QuestionType.Causes] =
        [
            "What causes {x}?", "why do people get {x}", "{x} causes", "How do you get {x}?", "where does {x} come from", "What is the reason for {x}?",
            "what brings on {x}", "Why did I get {x}?", "What leads to {x}?", "cause of {x}",
        ],
        [QuestionType.Diagnosis] =
        [
            "How is {x} diagnosed?", "test for {x}", "How do doctors find {x}?", "What tests are done for {x}?", "how will I find out if I have {x}",
            "{x} diagnosis", "How does a doctor check for {x}?", "which tests show {x}", "How can {x} be confirmed?",
        ],
        [QuestionType.Prevention] =
        [
            "How can {x} be prevented?", "how to avoid {x}", "How do I keep from getting {x}?", "{x} prevention", "Can {x} be prevented?",
            "How can I protect myself from {x}?", "What lowers the risk of {x}?", "prevent {x}", "how can I stop {x} from happening",
        ],
        [QuestionType.Outlook] =
        [
            "What is the outlook for people with {x}?", "will {x} go away", "Is {x} serious?", "is {x} dangerous", "{x} prognosis", "What happens to people with {x} over time?",
            "How bad is {x}?", "Can you die of {x}?", "what can I expect with {x}", "Does {x} get worse?", "outlook {x}",
        ],
        [QuestionType.Inheritance] =
        [
            "Is {x} inherited?", "does {x} run in families", "Can I pass {x} on to my children?", "Is {x} hereditary?", "{x} inheritance", "My father has {x}. Will I get it?",
            "how is {x} passed on", "Is {x} genetic?",
        ],
        [QuestionType.Risk] =
        [
            "Who is at risk of {x}?", "who gets {x}", "Who is more likely to get {x}?", "risk factors for {x}", "am I likely to get {x}", "What raises the risk of {x}?",
            "{x} risk factors", "Which people get {x} most often?",
        ],
        [QuestionType.Frequency] =
        [
            "How common is {x}?", "how many people have {x}", "Is {x} rare?", "How often does {x} occur?", "{x} how common", "Do many people have {x}?",
        ],
        [QuestionType.Genes] =
        [
            "Which genes are linked to {x}?", "what gene causes {x}", "{x} gene", "What genetic changes cause {x}?", "Which mutations lead to {x}?", "genetics of {x}",
        ],
        [QuestionType.Complications] =
        [
            "What are the complications of {x}?", "what can go wrong with {x}", "Can {x} cause other problems?", "{x} complications", "What can {x} lead to?",
        ],
        [QuestionType.Research] =
            ["What research is being done on {x}?", "new studies on {x}", "{x} research", "Are there clinical trials for {x}?", "What are scientists learning about {x}?"],
        [QuestionType.Care] =
            ["What should I do about {x}?", "how to live with {x}", "I have {x}. What now?", "What can I do for {x}?", "what to remember about {x}"],
        [QuestionType.Stages] =
            ["What are the stages of {x}?", "{x} stages", "How is {x} staged?", "which stages does {x} have"],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<QuestionType, Regex> Cues = new Dictionary<QuestionType, Regex>
    {
        [QuestionType.WhatIs] = AboutWhat(),
        [QuestionType.Symptoms] = AboutSymptoms(),
        [QuestionType.Treatment] = AboutTreatment(),
        [QuestionType.Causes] = AboutCauses(),
        [QuestionType.Diagnosis] = AboutDiagnosis(),
        [QuestionType.Prevention] = AboutPrevention(),
        [QuestionType.Outlook] = AboutOutlook(),
        [QuestionType.Inheritance] = AboutGenes(),
        [QuestionType.Risk] = AboutRisk(),
        [QuestionType.Frequency] = AboutFrequency(),
        [QuestionType.Genes] = AboutGenes(),
        [QuestionType.Complications] = AboutComplications(),
        [QuestionType.Research] = AboutResearch(),
        [QuestionType.Care] = AboutTreatment(),
        [QuestionType.Stages] = AboutStages(),
    }.ToFrozenDictionary();

    private static readonly (string Words, QuestionType Type)[] Recognised =
    [
        ("symptoms", QuestionType.Symptoms), ("treatments", QuestionType.Treatment), ("be treated", QuestionType.Treatment), ("what causes", QuestionType.Causes),
        ("diagnose", QuestionType.Diagnosis), ("prevent", QuestionType.Prevention), ("outlook", QuestionType.Outlook), ("inherited", QuestionType.Inheritance),
        ("at risk", QuestionType.Risk), ("how many people", QuestionType.Frequency), ("how common", QuestionType.Frequency), ("genetic changes", QuestionType.Genes),
        ("complications", QuestionType.Complications), ("research", QuestionType.Research), ("what to do", QuestionType.Care), ("stages", QuestionType.Stages),
        ("what is", QuestionType.WhatIs), ("what are", QuestionType.WhatIs), ("information about", QuestionType.WhatIs),
    ];

    /// <summary>The type of a question of MedQuAD.</summary>
    /// <param name="question">Without its subject.</param>
    public static QuestionType Recognise(string question) =>
        Array.Find(Recognised, r => question.Contains(r.Words, StringComparison.OrdinalIgnoreCase)).Type;

    /// <summary>The heading of a section that answers the type.</summary>
    public static string Heading(QuestionType type) => Headings.GetValueOrDefault(type, "");

    /// <summary>MedQuAD's question without the marks of its own making: "What is (are) X?", "Who is at risk for X??".</summary>
    public static string Original(string question) => Marks().Replace(question.Replace("What is (are)", "What is", StringComparison.Ordinal).Replace("Parasites - ", "", StringComparison.Ordinal), "?");

    /// <summary>The wordings of a type, each with <see cref="Subject"/> once.</summary>
    public static IReadOnlyList<string> Of(QuestionType type) => Wordings[type];

    /// <summary>The types that are asked.</summary>
    public static IReadOnlyList<QuestionType> Types { get; } = [.. Enum.GetValues<QuestionType>().Where(t => t != QuestionType.None)];

    /// <summary>What a sentence that may answer the type speaks of.</summary>
    public static Regex Cue(QuestionType type) => Cues[type];

    [GeneratedRegex(@"\?{2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\b(?:is|are) (?:an?|the|any|one)\b|\brefers to|\bmeans\b|\bknown as\b|\bcalled\b|\bdisorder\b|\bcondition\b|\bdisease\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutWhat();

    [GeneratedRegex(@"symptom|\bsigns?\b|\bfeel|characteri[sz]|\bfeatures?\b|\bpain|\bcauses?\b|\binclude|\bhave\b|\bmay be\b|\bdevelop|experience|affected", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutSymptoms();

    [GeneratedRegex(@"treat|therap|surg|medic|\bdrug|\bcure|\bmanage|\bhelp|relie|\bdose|vaccin|transplant|\bcare\b|supplement|\bdiet", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutTreatment();

    [GeneratedRegex(@"caus|\bdue to\b|result|because|\blead|trigger|mutation|\bgene|\bfrom\b|spread|infect|\brisk|unknown|inherit|associated|related", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutCauses();

    [GeneratedRegex(@"diagnos|\btest|exam|scan|biops|x-ray|ultrasound|imaging|detect|screen|\bfound\b|\bMRI\b|\bcheck|symptom", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutDiagnosis();

    [GeneratedRegex(@"prevent|avoid|protect|reduc|lower|\bwash|vaccin|\brisk|\bstop\b|\bkeep\b|control|healthy", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutPrevention();

    [GeneratedRegex(@"outlook|prognos|surviv|\blife\b|\bdie|death|fatal|recover|severe|serious|progress|long-term|worse|improve|\bcure|\blive|\byears|dangerous|complication", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutOutlook();

    [GeneratedRegex(@"inherit|\bgene|mutation|chromosom|famil|parent|autosomal|dominant|recessive|heredit|X-linked|sporadic|passed", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutGenes();

    [GeneratedRegex(@"\brisk|likely|common|\bmore often|\bage|affects?\b|famil|\bmen\b|women|people who|prone|higher|develop", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutRisk();

    [GeneratedRegex(@"common|\brare|prevalen|inciden|\d|affects?\b|million|\bfrequen|estimated|unusual|reported|percent|\bcases\b|families", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutFrequency();

    [GeneratedRegex(@"complicat|\blead|\bcause|result|\brisk|damage|fail|serious|problem|can also|death", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutComplications();

    [GeneratedRegex(@"research|\bstud(?:y|ies)|trial|scientist|investigat", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutResearch();

    [GeneratedRegex(@"\bstag(?:e|es|ing)\b|\bgrade|\bspread|early|advanced|phase", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutStages();
}
