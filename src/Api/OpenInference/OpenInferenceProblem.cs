using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Contracts;

namespace GenPhys.Api.OpenInference;

/// <summary>Problem details with the member <c>error</c>, where clients of the Open Inference Protocol look for the text.</summary>
internal static class OpenInferenceProblem
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Serialize(Problem problem, JsonTypeInfo<Problem> type)
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(problem, type)!;
        json["error"] = problem.Detail;
        return Encoding.UTF8.GetBytes(json.ToJsonString(Relaxed));
    }
}
