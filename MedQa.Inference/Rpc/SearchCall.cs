using MedQa.Inference.Libraries;
using MedQa.Inference.Requests;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>Finds passages of the library. The model is not needed.</summary>
internal sealed class SearchCall(Grounder grounder, RequestReader reader)
{
    public async Task<SearchResponse> RunAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var question = reader.Text(request.Question, "question");
        var findings = await grounder.FindAsync(question, RequestReader.PassageCount(request.Count), RequestReader.Search(request.Mode), cancellationToken);
        var response = new SearchResponse { Relevance = findings.Relevance, Relevant = findings.IsRelevant };
        response.Passages.AddRange(findings.Passages.Select(GroundedReplies.Of));
        return response;
    }
}
