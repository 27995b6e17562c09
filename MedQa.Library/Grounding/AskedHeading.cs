using System.Text.RegularExpressions;

namespace MedQa.Library.Grounding;

/// <summary>The kinds of a question and the headings under which pages usually answer them.</summary>
internal sealed partial class AskedHeading
{
    private static readonly (Regex Question, Regex Heading)[] Kinds =
    [
        (Signs(), SignsHeading()), (Helps(), HelpsHeading()), (Harms(), HarmsHeading()), (May(), MayHeading()), (With(), WithHeading()), (Urgent(), UrgentHeading()),
        (Doctor(), DoctorHeading()), (What(), WhatHeading()), (Uses(), UsesHeading()), (Result(), ResultHeading()), (During(), DuringHeading()), (Not(), NotHeading()),
    ];

    private readonly Regex[] _headings;

    /// <param name="question">The question.</param>
    public AskedHeading(string question) => _headings = [.. Kinds.Where(kind => kind.Question.IsMatch(question)).Select(kind => kind.Heading)];

    /// <summary>Whether the innermost heading names what a question of these kinds asks for.</summary>
    public bool Fits(IReadOnlyList<string> headings) => headings.Count > 0 && Array.Exists(_headings, heading => heading.IsMatch(headings[^1]));

    [GeneratedRegex(@"\b(signs?|symptoms?|(feel|look)s? like|how (can|do|would) (i|you|we) (know|tell|spot|recogni[sz]e)|notice)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Signs();

    [GeneratedRegex(@"\b(signs?|symptoms?|features?|looks?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SignsHeading();

    [GeneratedRegex(@"\b(treat\w*|cure\w*|reliev\w*|eas(es?|ing)|soothe\w*|get rid|helps?|remed\w+|do (about|for|if|when|with)|first aid)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Helps();

    [GeneratedRegex(@"\b(what helps|treatments?|what to do|what you can do|management|relief|self.?care)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HelpsHeading();

    [GeneratedRegex(@"\bside.?effects?\b|\badverse\b|\b(can|does|do|will|could) \w+ (make|cause|give|upset)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Harms();

    [GeneratedRegex(@"\b(side effects?|adverse|unwanted)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HarmsHeading();

    [GeneratedRegex(
        @"\bwho (can ?not|can't|must|should|shouldn't|may)\b|\b(can|should|may|safe|allowed)\b.*\b(tak(e|ing)|us(e|ing)|have)\b|\b(pregnan\w*|breastfeed\w*|expecting|allergic)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex May();

    [GeneratedRegex(@"\b(must not|should not|not take|ask first|who can|avoid|contraindications?|cautions?|warnings?|pregnancy)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MayHeading();

    [GeneratedRegex(@"\b(with|together|mix\w*|combin\w*|interact\w*|clash\w*|alcohol|drink|same time|alongside|on top of)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex With();

    [GeneratedRegex(@"\b(clash\w*|interact\w*|other medicines|with other)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WithHeading();

    [GeneratedRegex(@"\b(emergency|urgent\w*|at once|(straight|right) away|hospital|ambulance|dangerous|serious|call|999|911|112)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Urgent();

    [GeneratedRegex(@"\b(help at once|emergency|urgent|hospital|call)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UrgentHeading();

    [GeneratedRegex(@"\b(see|book|visit|appointment|doctor|gp|nurse|pharmacist|checked|looked at|go (to|back)|wait)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Doctor();

    [GeneratedRegex(@"\b(doctor|visit|when to|same day|see someone|book|pharmacist)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DoctorHeading();

    [GeneratedRegex(@"^\s*what (is|are|does .* mean)\b|\bcauses?\b|\bwhy\b|\bcaught\b|\bspread\b|\bcontagious\b|\bset off\b|\btriggers?\b|\brisk\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex What();

    [GeneratedRegex(@"\b(what it is|overview|about|causes?|definition)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhatHeading();

    [GeneratedRegex(@"\bwhat .*\b(for|treat|do)\b|\bwork (against|for|on)\b|\bused for\b|\bwhich (medicines?|drugs?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Uses();

    [GeneratedRegex(@"\b(what it is for|uses?|indications?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UsesHeading();

    [GeneratedRegex(@"\b(results?|mean|normal|positive|negative|reading|level|high|low)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Result();

    [GeneratedRegex(@"\b(results?|means?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ResultHeading();

    [GeneratedRegex(@"\b(during|happens?|long does|hurt|painful|fast|eat before|prepar\w*|done|noisy|loud)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex During();

    [GeneratedRegex(@"\b(what happens|procedure|preparation|how it is done)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DuringHeading();

    [GeneratedRegex(@"\b(not do|shouldn't|should not|avoid|never|don't|can i|is it (ok|okay)|rub|pop|pull|put)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Not();

    [GeneratedRegex(@"\b(what not to do|do not|not to)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotHeading();
}
