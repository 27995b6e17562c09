namespace MedQa.Library.Grounding;

/// <summary>The kinds of a question and the headings under which pages usually answer them.</summary>
internal sealed class AskedHeading
{
    private static readonly (LinearRegex Question, LinearRegex Heading)[] Kinds =
    [
        (
            new(@"\b(signs?|symptoms?|(feel|look)s? like|how (can|do|would) (i|you|we) (know|tell|spot|recogni[sz]e)|notice)\b"),
            new(@"\b(signs?|symptoms?|features?|looks?)\b")),
        (
            new(@"\b(treat\w*|cure\w*|reliev\w*|eas(es?|ing)|soothe\w*|get rid|helps?|remed\w+|do (about|for|if|when|with)|first aid)\b"),
            new(@"\b(what helps|treatments?|what to do|what you can do|management|relief|self.?care)\b")),
        (
            new(@"\bside.?effects?\b|\badverse\b|\b(can|does|do|will|could) \w+ (make|cause|give|upset)\b"),
            new(@"\b(side effects?|adverse|unwanted)\b")),
        (
            new(@"\bwho (can ?not|can't|must|should|shouldn't|may)\b|\b(can|should|may|safe|allowed)\b.*\b(tak(e|ing)|us(e|ing)|have)\b|\b(pregnan\w*|breastfeed\w*|expecting|allergic)\b"),
            new(@"\b(must not|should not|not take|ask first|who can|avoid|contraindications?|cautions?|warnings?|pregnancy)\b")),
        (
            new(@"\b(with|together|mix\w*|combin\w*|interact\w*|clash\w*|alcohol|drink|same time|alongside|on top of)\b"),
            new(@"\b(clash\w*|interact\w*|other medicines|with other)\b")),
        (
            new(@"\b(emergency|urgent\w*|at once|(straight|right) away|hospital|ambulance|dangerous|serious|call|999|911|112)\b"),
            new(@"\b(help at once|emergency|urgent|hospital|call)\b")),
        (
            new(@"\b(see|book|visit|appointment|doctor|gp|nurse|pharmacist|checked|looked at|go (to|back)|wait)\b"),
            new(@"\b(doctor|visit|when to|same day|see someone|book|pharmacist)\b")),
        (
            new(@"^\s*what (is|are|does .* mean)\b|\bcauses?\b|\bwhy\b|\bcaught\b|\bspread\b|\bcontagious\b|\bset off\b|\btriggers?\b|\brisk\b"),
            new(@"\b(what it is|overview|about|causes?|definition)\b")),
        (
            new(@"\bwhat .*\b(for|treat|do)\b|\bwork (against|for|on)\b|\bused for\b|\bwhich (medicines?|drugs?)\b"),
            new(@"\b(what it is for|uses?|indications?)\b")),
        (
            new(@"\b(results?|mean|normal|positive|negative|reading|level|high|low)\b"),
            new(@"\b(results?|means?)\b")),
        (
            new(@"\b(during|happens?|long does|hurt|painful|fast|eat before|prepar\w*|done|noisy|loud)\b"),
            new(@"\b(what happens|procedure|preparation|how it is done)\b")),
        (
            new(@"\b(not do|shouldn't|should not|avoid|never|don't|can i|is it (ok|okay)|rub|pop|pull|put)\b"),
            new(@"\b(what not to do|do not|not to)\b")),
    ];

    private readonly LinearRegex[] _headings;

    /// <param name="question">The question.</param>
    public AskedHeading(string question) => _headings = [.. Kinds.Where(kind => kind.Question.IsMatch(question)).Select(kind => kind.Heading)];

    /// <summary>Whether the innermost heading names what a question of these kinds asks for.</summary>
    public bool Fits(IReadOnlyList<string> headings) => headings.Count > 0 && Array.Exists(_headings, heading => heading.IsMatch(headings[^1]));
}
