using System.Text.RegularExpressions;

namespace MedQa.Library.Grounding;

/// <summary>
/// Tells sentences that address a language model or the answering system from those written for a reader. They are left out of prompts and
/// support nothing; the index and what people see keep them. Written rules: they miss what nobody thought of, so nothing else may hang on
/// them. Every text is looked at as it stands and as
/// <see cref="DisguisedText"/> undoes it.
/// </summary>
internal static class ModelOrders
{
    private const string Model = "(ai|a\\.i\\.|artificial intelligence|(large )?language models?|llms?|chat ?bots?|chat ?gpt|gpt[- ]?\\d?|ai (assistants?|models?|systems?|agents?)|virtual assistants?|assistant model|answering system)";
    private const string Rules = "(instructions?|prompts?|rules?|guidelines?|directions|directives?|commands?|constraints?|restrictions?|programming|training|context|passages?|messages?|safety (rules|measures|filters?)|system message)";
    private const string Answer = "(answers?|repl(y|ies)|responses?|outputs?|completions?|summar(y|ies))";

    private static readonly OrderRule[] Orders =
    [
        // Set aside what it was told.
        new("ignor|disregard|forget|overrid|bypass|neglect|discard|drop|delete|erase|skip|violate|abandon", $"\\b(ignor(e|ing)|disregard(ing)?|forget(ting)?|overrid(e|ing)|bypass|neglect|discard|drop|delete|erase|skip|violate|abandon)\\b( \\w+){{0,4}} {Rules}\\b( (above|before|given|so far|you|that|and|from|of|in)\\b|\\W*$)"),
        new("ignore|disregard|forget|override|bypass|discard", $"\\b(ignore|disregard|forget|override|bypass|discard)\\b (all|any|every|the|your|these|those|of|my|our|what|previous|prior|above|earlier|preceding|foregoing|existing|other)( \\w+){{0,3}} {Rules}\\b"),
        new("ignore|disregard|forget", "\\b(ignore|disregard|forget) (everything|all|anything|whatever|what|the (text|content|passages?|rest|question))( \\w+){0,3} (above|before|previously|earlier|so far|told|said|wrote|know|learn(ed|t)|below|and)\\b"),
        new("ignore|disregard", "\\b(ignore|disregard) (the|all|any|every)( other)? (passages?|context|question|sources?|documents?)\\b"),
        new("instruction|prompt|directive|task|orders", "\\b(new|updated|real|actual|important|secret|hidden|special|following|urgent|true) (system )?(instructions?|prompts?|directives?|task|orders) ?(:|is\\b|are\\b|follows?\\b|for (you|the)\\b|from\\b)"),
        new("ignore|disregard|forget|override", "(ignore|disregard|forget|override)(all|any|the|your|these|those|my|of|previous|prior|above|earlier){1,5}(instructions?|prompts?|rules|context|passages?)"),
        // Become somebody else.
        new("you are", $"\\byou are (now |henceforth |currently |actually |no longer )?(just |only |a |an |the |my |our |called |named |not )*({Model}|assistant|helpful|unrestricted|uncensored|evil|jailbroken|pirate|dan|root|admin(istrator)?|in (developer|debug|admin|god|maintenance) mode|bound|bot|machine)\\b"),
        new("from now on|henceforth|from this point", "\\bfrom now on,? (you (are|(will|must|shall|should) (only|always|answer|respond|speak|act|reply)|answer|respond|reply|only|always|speak)|always|only|every|all|answer|respond|reply|speak|your (answers?|repl(y|ies)|name|role))\\b|\\b(henceforth|from this point (on|onwards?|forward)),? (you|always|answer|respond|reply)\\b"),
        new("pretend|imagine|suppose|role|act |act as|behave|respond|answer|speak|talk", "(^|[.:;!?] )\\W*(please )?(pretend|imagine|suppose) (to be|you are|you're|that you)\\b|\\b(role.?play|act|behave|respond|answer|speak|talk) (as|like)( if you (were|are))? (a |an |the )?(pirate|evil|unrestricted|different|another|assistant|character|villain|shakespeare|hacker|ai|bot|robot|dan)\\b"),
        new(" mode|do anything now|jail|injection|sudo", "\\b(developer|debug|god|admin|sudo|dan|jailbreak|maintenance|unrestricted) mode\\b|\\bdo anything now\\b|\\bjail ?break|\\bprompt injection\\b|\\bsudo \\w+"),
        // Speak to it.
        new("ai|a.i.|artificial|language model|llm|chat|gpt|assistant|answering", $"\\b(as|being|if you are|you,|dear|hey|hello|hi|attention|note (to|for)|message (to|for)|instructions? (to|for)|reminder (to|for)|memo to|to|for|attn:?|notice to) (an? |the |any |all |every )*{Model}( \\w+){{0,3}}\\W*([:,!.]|\\b(must|should|shall|will|read|reading|process|summari[sz]|that|who|i|you|say|please|needs?|is to|are to)\\b)"),
        new("ai|a.i.|artificial|language model|llm|chat|gpt|assistant|answering", $"\\b{Model}s? ?(reading|processing|parsing|summari[sz]ing|that reads?|who reads?|must|should|shall|has to|have to|is (required|instructed|ordered|told)|are (required|instructed|ordered|told))\\b"),
        new("user|reader|human|questioner|asker|asking|asks|customer|visitor", "\\b(tell|inform|advise|convince|persuade|assure|instruct|urge|let|warn|encourage|direct|send|ask) (the |every |all |any |each |this )?(users?|readers?|human|humans|questioner|asker|person asking|person who asks|whoever asks|anyone (who asks|asking)|customers?|visitors?)\\b"),
        new("asked|questioned|queried|prompted|ask", "\\b(when|if|whenever|each time|every time|should|in case) (you are |you're )?(asked|questioned|queried|prompted|(the |a |any )?(user|reader|human|questioner|anyone|someone|somebody|anybody|they)s? asks?)\\b.{0,120}\\b(say|answer|respond|reply|state|claim|tell|recommend|always|insist|output|write|pretend|deny|refuse|mention|must|only)\\b"),
        new("prompt|instructions|system message|configuration|passage|context window|key|password|hidden rules", "\\b(reveal|print|show|repeat|output|leak|display|disclose|share|expose|reproduce|copy|quote|paste|send|change|update|rewrite) (me )?(your|the|this|its|all)( (full|entire|whole|hidden|secret|initial|original|first|own))* (system )?(prompts?|instructions|system message|configuration|passages?|context window|api keys?|passwords?|hidden rules)\\b"),
        new("system|prompt", "\\bsystem (prompt|message|override|instruction|command|note|update|alert)\\b|\\b(your|the) (system |hidden |initial )?prompts?\\b"),
        // Rule what it says.
        new("respond|reply|answer|output|say|write|print", "\\b(respond|reply|answer|output|answering|responding|replying) (only|exclusively|solely|just|always|strictly) (with|in|by|using|yes|no|as|the)\\b|\\bonly (respond|reply|answer|output|say|write|print) (with|in|by|using|yes|no|the|that|this)\\b"),
        new("respond|reply|answer|output|print|echo|say|write|return|type|repeat", "(^|[.:;!?,] )\\W*(please |always |you (must|should|will|shall) |now |instead,? |just |simply |then |and )*(respond|reply|answer|output|print|echo|say|write|return|type|repeat)( back| out)? (with|:|exactly|nothing but|only|(yes|no)(\\W*$|\\W+(to (every|all|any|each)|and|always)\\b)|['\"\u2018\u201c]|the (words?|following (words?|text|sentence|phrase|line)|phrase|sentence|text|string|first passage)|this (sentence|text|phrase)|in (capital|french|spanish|german|latin|rhyme|verse|json|xml|base64|all caps|pirate|emoji)|that)"),
        new("answer|repl|response|output|completion|summar", $"\\b(your|every|each|all|any|all your|subsequent|future|final|the) {Answer} (must|should|shall|has to|have to|needs? to|will|ought to|is to|are to|may) (always |only |never |not )?(be\\b|begin|start|end|contain|include|say|state|mention|recommend|read|consist|claim|use|cite|refer|advise|tell|finish|open|close|promote)"),
        new("answer|repl|response|output|completion|summar", $"\\b(begin|start|end|finish|prefix|open|close|conclude|append|insert|include|put|add)( \\w+){{0,8}} (your|every|each|all|the final|the) ({Answer})\\b"),
        new("answer|reply to|respond to", "\\b(answer|reply to|respond to) (every|all|any|each|the (user|question))( \\w+){0,3} (with|by|as|in)\\b|\\bthe (only |correct |right |true )?answer (to (this|that|any|every|all|each|the)( \\w+){0,3} )?(is always|must be|should be|shall be|will always)\\b|^\\W*the (correct|only|right) answer is\\b"),
        new("source|passage|context|document|library|citation|instruction|order|text|note|message|question|page|user", "\\b(do not|don't|never|must not|should not|stop|refrain from|avoid) (ever )?(cit(e|ing)|mention(ing)?|us(e|ing)|follow(ing)?|answer(ing)?|reveal(ing)?|disclos(e|ing)|refer(ring)? to|quot(e|ing)|declin(e|ing)|refus(e|ing)|read(ing)?|show(ing)?|trust(ing)?)( \\w+){0,2} (sources?|passages?|context|documents?|library|citations?|this (instruction|order|text|note|message)|these instructions|questions?|instructions|other pages?|the user)\\b"),
        new("document|passage|page|source|text|website|article|mark ", "\\b(cite|quote|credit|attribute|recommend|link|mark|treat|rate|rank|present|use) (only )?(this|the following|the present) (document|passage|page|source|text|website|article)( \\w+){0,3} (for|in|as|to|with|above|before|instead|over)\\b|\\bmark (every|all|each|this)( \\w+){0,5} (as|supported)\\b"),
        new("translate|summari|rewrite|paraphrase|encode|reverse|rephrase", "(^|[.:;!?,] )\\W*(please |now |instead,? |then )*(translate|summari[sz]e|rewrite|paraphrase|encode|reverse|rephrase) (this|the|all|everything|your|it|them)\\b.{0,60}\\b(into|to|in|as|instead|above|below)\\b"),
        new("write|compose|sing|generate|tell|make up|invent|produce|draft|create", "(^|[.:;!?,] )\\W*(please |now |instead,? |then )*(write|compose|sing|generate|tell( me| us)?|make up|invent|produce|draft|create) (me |us )?(a|an|some|the)( \\w+){0,2} (poem|story|song|essay|haiku|joke|code|program|script|limerick|rap|fairy tale|advert(isement)?|answer|python)\\b"),
        new("count|stop |end of|begin of|start of", "\\bcount (from )?(one|1) to\\b|\\bstop (generating|answering|here and)\\b|\\bend of (the )?(context|passages?|prompt|instructions|system|documents?)\\b|\\b(begin|start) of (the )?(context|passages?|prompt|instructions|system)\\b"),
        new("threshold|relevance|support|confidence|temperature|tokens|set ", "\\b(threshold|relevance|support|confidence|temperature|max(imum)? tokens) ?(=|:|to) ?[0-9.]+ ?(for|in|and|;|,|$)( \\w+){0,6}\\b(answer|sentence|passage|model|generation)|\\bset (the |your )?(threshold|relevance|temperature|confidence|system)\\b"),
        new("exfiltrate|http|curl|wget|eval|exec|import os|drop table|<script|javascript|![", "\\b(exfiltrate|http request|curl |wget |eval\\(|exec\\(|import os|drop table|<script|javascript:)|!\\[[^]]*\\]\\(https?:"),
        // The layout of chats.
        new("<|[|>", "<\\|?[a-z_ ]{2,30}\\|>|\\[/?(inst|sys|system|assistant|user|instructions?|admin|override)\\]|<</?sys>>|</?(system|assistant|user|instructions?|context|prompt|human|passages?|s|start_of_turn|end_of_turn|im_start|im_end|tool|think|tool_call)>"),
        new("system|assistant|developer|user|human|ai|bot|admin|operator|moderator|root", "(^|[.!?\\n] |#|\\*|\\||>|\"|\u201c|\\{)\\W*(system|assistant|developer|user|human|ai|bot|admin|operator|moderator|root)( (message|prompt|note|override|instruction|turn|role|update))?\\W{0,3}:"),
        new("##|role|instruction|order|directive|command|override", "#{2,} ?(instructions?|system|response|assistant|human|user|new task|input|prompt|override)\\b|\"?role\"? ?: ?\"?(system|assistant|user|developer)|^\\W*(instructions?|order|directive|command|override|important instruction) ?:"),
        // Other languages.
        new("ignor|oubli|olvid|verg|dimentic|esque|negeer|zignoruj|zapomnij|glöm|bortse|desconsider|missachte", "\\b(ignor(ez|e|er|a|ad|en|es|iere|ieren|iert|era)|oubli(ez|e|er)|olvid(a|en|e|ad)|vergiss|vergessen|dimentica(te)?|esque(ça|ca|cer)|negeer|vergeet|zignoruj(cie)?|zapomnij|glöm|bortse|desconsidere?|missachte)\\b.{0,60}\\b(instructions?|consignes?|directives?|instrucciones|indicaciones|anweisungen|instruktionen|befehle|vorgaben|istruzioni|instruções|instrucoes|instructies|opdrachten|instrukcj\\w+|polece\\w+|instruktioner(na)?|précédent\\w*|vorherig\\w*|anterior\\w*|precedenti|ovenstående|todo lo|tout ce|alles)\\b"),
        new("répond|repond|respond|antwort|rispond|antwoord|odpowi|svara|dis|dites|diga|sag", "\\b(réponds|répondez|reponds|repondez|responde|responda|responded|antworte|antworten sie|rispondi|rispondete|antwoord|odpowiadaj|odpowiedz|svara|dis|dites|diga|sag|sage)\\b.{0,20}\\b(uniquement|seulement|toujours|solo|sólo|solamente|únicamente|siempre|nur|immer|ausschließlich|solamente|sempre|alleen|altijd|tylko|zawsze|bara|alltid|apenas|somente)\\b"),
        new("bist|sie sind|tu es|vous êtes|eres|sei|você|bent|jesteś|ab jetzt|sag|di", "\\b(du bist|sie sind|tu es|vous êtes|eres|tú eres|ahora eres|sei|você é|jij bent|je bent|jesteś)\\b.{0,12}\\b(jetzt|nun|ab sofort|maintenant|désormais|ahora|ora|adesso|agora|nu|teraz|ein assistent|un asistente|un assistant)\\b|\\bahora eres\\b|\\bab jetzt (bist|antworte)|\\bsag(e|en)? (dem|den) (nutzer|benutzer|leser)|\\bdi(s|tes|gli|ga|le)? (à l'utilisateur|al usuario|all'utente|ao usu[áa]rio)"),
        new("игнорируй|забудь|инструкци|системн|отвечай|скажи", "игнорируй|забудь(те)? (все|всё|предыдущ)|(все|всё|предыдущие) инструкци|системн\\w+ (промпт|подсказ)|отвечай(те)? (только|всегда)|скажи(те)? пользовател"),
        new("忽略|无视|忘记|系统提示|指示|命令|プロンプト|이전|지시|프롬프트", "忽略.{0,12}(指令|指示|说明|說明|规则|內容|内容)|无视.{0,12}(指令|指示|规则)|忘记.{0,10}(指令|一切)|系统提示|指示を(無視|忘れ)|命令を無視|以前の指示|プロンプト|이전.{0,6}(지시|명령)|지시를 무시|시스템 프롬프트"),
        new("تجاهل|انس|התעלם|अनदेखा|भूल|नज़रअंदाज़|talimat|bỏ qua|abaikan|αγνό|αγνο|puuttele|ohita", "تجاهل.{0,30}(التعليمات|الأوامر)|انس (كل|جميع)|התעלם|(निर्देशों|निर्देश).{0,20}(अनदेखा|भूल|नज़रअंदाज़)|(अनदेखा|भूल).{0,20}निर्देश|(önceki|tüm|yukarıdaki).{0,20}talimat|bỏ qua.{0,20}(hướng dẫn|chỉ dẫn)|abaikan.{0,20}instruksi|αγνόησε|αγνοήστε|puuttele|ohita.{0,20}ohjeet"),
    ];

    // "Never ignore the instructions" tells to keep them.
    private static readonly Regex Kept = new(
        "\\b(do not|don't|not|never|cannot|nobody should|no one should) (just |simply |ever )?(ignor(e|ing)|disregard(ing)?|forget(ting)?|skip|bypass|overrid(e|ing))\\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    // What follows an order and goes on with it.
    private static readonly Regex GoesOn = new(
        "^\\W*(instead|rather|then|now|next|also|and|but|after that|afterwards|finally|remember|begin|start|your (answer|reply|task|role)|say|answer|tell|write|respond|reply|output|print|state|claim|insist|recommend|do this|this (is|overrides|applies)|these|obey|comply|confirm)\\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>Whether a sentence gives an order to a model.</summary>
    /// <param name="sentence">The sentence; all of it is looked at, for an order may stand anywhere.</param>
    /// <param name="cancellationToken">Looked at before each reading of it and each rule.</param>
    public static bool IsOrder(string sentence, CancellationToken cancellationToken = default) => DisguisedText.Readings(sentence).Any(reading =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = Kept.Replace(reading, "keep");
        return Array.Exists(Orders, rule =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return rule.Finds(text);
        });
    });

    /// <summary>Which of the sentences of a text give orders to a model, or go on with one.</summary>
    public static bool[] In(IReadOnlyList<string> sentences)
    {
        var orders = new bool[sentences.Count];
        for (var i = 0; i < orders.Length; i++)
        {
            orders[i] = IsOrder(sentences[i]) || (i > 0 && orders[i - 1] && GoesOn.IsMatch(sentences[i]));
        }

        return orders;
    }
}
