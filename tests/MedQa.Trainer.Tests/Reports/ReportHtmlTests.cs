using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Reports.Html;

namespace MedQa.Trainer.Tests.Reports;

public sealed partial class ReportHtmlTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)> \"double\" 'single' & <!-- ]]> \u2028 ${x} `";

    [Fact]
    public void ToHtml_SameReport_GivesTheSameBytes() =>
        Assert.Equal(ReportHtml.ToHtml(SampleReport.Create()), ReportHtml.ToHtml(SampleReport.Create()));

    [Fact]
    public void ToHtml_ReadAgainFromJson_GivesTheSamePage()
    {
        var report = SampleReport.Create();

        var read = ReportReader.Read(Encoding.UTF8.GetBytes(ReportWriter.ToJson(report)), "report.json");

        Assert.Equal(ReportWriter.ToJson(report), ReportWriter.ToJson(read));
        Assert.Equal(ReportHtml.ToHtml(report), ReportHtml.ToHtml(read));
    }

    [Fact]
    public void ToHtml_SeveralAdapters_NamesAllInItsTitle()
    {
        var html = ReportHtml.ToHtml(SampleReport.Create() with { FurtherAdapters = [new("runs", "ff"), new("rests", "fe")] });

        Assert.Contains("<title>Evaluation of medqa-mini with walks + runs + rests · MedQA</title>", html, StringComparison.Ordinal);
        Assert.Contains("<h1>Evaluation of medqa-mini with walks + runs + rests</h1>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_ManyRows_HoldsEachWithAllItsTexts()
    {
        var report = SampleReport.Create(rows: 500);

        using var data = JsonDocument.Parse(Data(ReportHtml.ToHtml(report)));

        var rows = data.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(report.Rows.Select(r => r.Id), rows.Select(r => r.GetProperty("id").GetString()));
        Assert.Equal(report.Rows.Select(r => r.Question), rows.Select(r => r.GetProperty("question").GetString()));
        Assert.Equal(report.Rows.SelectMany(r => r.Contexts), rows.SelectMany(r => r.GetProperty("contexts").EnumerateArray().Select(c => c.GetString())));
        Assert.Equal(report.Rows.Select(r => r.Reference), rows.Select(r => r.GetProperty("reference").GetString()));
        Assert.Equal(report.Rows.Select(r => r.Baseline.Answer), rows.Select(r => r.GetProperty("baseline").GetProperty("answer").GetString()));
        Assert.Equal(report.Rows.Select(r => r.FineTuned!.Answer), rows.Select(r => r.GetProperty("fineTuned").GetProperty("answer").GetString()));
    }

    [Fact]
    public void ToHtml_HostileTexts_AreNeverMarkup()
    {
        var report = SampleReport.Create(change: (row, i) => i > 0 ? row : row with
        {
            Id = Hostile,
            Question = Hostile,
            Contexts = [Hostile],
            Reference = Hostile,
            MeshHeadings = [Hostile],
            Baseline = row.Baseline with { Answer = Hostile, LongAnswer = Hostile, ConstrainedAnswer = Hostile },
        });
        report = report with
        {
            Model = report.Model with { Name = Hostile },
            Adapter = report.Adapter! with { Name = Hostile },
            Data = report.Data with { File = Hostile, Protocol = Hostile },
            ChatTemplate = Hostile,
            Compute = Hostile,
            BertScore = Hostile,
            CodeVersion = Hostile,
            Groups = [new(Hostile, new([new(Hostile, 1, new(1, 1), null)], 0, 1, 1))],
            Folds = [new(1, [Hostile], new(Hostile, Hostile), 1, 1)],
        };

        var html = ReportHtml.ToHtml(report);

        // Only our own two elements of each kind, and no picture at all.
        Assert.Equal(2, html.Split("<script").Length - 1);
        Assert.Equal(2, html.Split("</script").Length - 1);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!-- ]]>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"double\"", html, StringComparison.Ordinal);
        using var data = JsonDocument.Parse(Data(html));
        Assert.Equal(Hostile, data.RootElement.GetProperty("rows")[0].GetProperty("question").GetString());
    }

    [Fact]
    public void ToHtml_Policy_AllowsExactlyItsOwnScriptAndStyle()
    {
        var html = ReportHtml.ToHtml(SampleReport.Create());

        var policy = WebUtility.HtmlDecode(Regex.Match(html, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value);
        Assert.Equal(
            $"default-src 'none'; script-src '{Hash(Regex.Match(html, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value)}'; " +
            $"style-src '{Hash(Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value)}'; base-uri 'none'; form-action 'none'",
            policy);
        Assert.True(html.IndexOf("Content-Security-Policy", StringComparison.Ordinal) < html.IndexOf("<style", StringComparison.Ordinal));
        Assert.DoesNotMatch(StyleAttribute(), html);
        Assert.DoesNotMatch(EventAttribute(), html);
    }

    [Fact]
    public void ToHtml_Page_NamesNothingOutsideItself()
    {
        var html = ReportHtml.ToHtml(SampleReport.Create());

        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.All(Regex.Matches(html, "(href|src)=\"([^\"]*)\"").Select(m => m.Groups[2].Value), target => Assert.StartsWith("#", target));
    }

    [Fact]
    public void ToHtml_Figures_AreThoseOfTheReport()
    {
        var report = SampleReport.Create();
        var html = WebUtility.HtmlDecode(ReportHtml.ToHtml(report));

        foreach (var row in ReportRow.Of(report))
        {
            Assert.Contains($"<tr><th scope=\"row\">{row.Metric}</th><td>{row.Baseline}</td><td>{row.FineTuned}</td><td>{row.Improvement}</td></tr>", html, StringComparison.Ordinal);
        }

        Assert.Contains($"McNemar {ReportNumbers.P(report.Comparison!.Decisions[0].McNemar.ExactP)}", html, StringComparison.Ordinal);
        Assert.Contains($"paired bootstrap {ReportNumbers.P(report.Comparison.Texts[0].Difference.P)}", html, StringComparison.Ordinal);
        foreach (var method in report.Baseline.Decisions.Concat(report.FineTuned!.Decisions))
        {
            Assert.All(method.Result.Confusion, counts => Assert.Matches(string.Concat(counts.Select(c => $"<td class=\"shade-[0-9]+\">{c}</td>")), html));
        }

        Assert.All(ReportFacts.Of(report), fact => Assert.Contains(fact.Value, html, StringComparison.Ordinal));
        Assert.Contains("No medical advice.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_BaseAloneWithoutAnswers_LeavesOutWhatThereIsNot()
    {
        var report = SampleReport.Create(tuned: false);
        report = report with
        {
            Baseline = report.Baseline with { Answers = null, Agreements = [] },
            Groups = [],
            Rows = [.. report.Rows.Select(r => r with { Baseline = r.Baseline with { Answer = null, LongAnswer = null, ConstrainedAnswer = null, Text = null } })],
        };

        var html = ReportHtml.ToHtml(report);

        Assert.DoesNotContain("Improvement</th>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"groups\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ROUGE-1</", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Agreement between", html, StringComparison.Ordinal);
        Assert.Contains("The base model decides", html, StringComparison.Ordinal);
    }

    private static string Data(string html) => Regex.Match(html, "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;

    private static string Hash(string code) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)))}";

    [GeneratedRegex("<[^>]* style=")]
    private static partial Regex StyleAttribute();

    [GeneratedRegex("<[^>]* on[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex EventAttribute();
}
