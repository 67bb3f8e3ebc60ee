using GenPhys.Contracts;

namespace GenPhys.Api.Rest.Samples;

/// <summary>Starts the request that an answer is about; called once.</summary>
/// <param name="progress">Gets the progress, or null.</param>
internal delegate Task<SampleResult> SampleRun(IProgress<SampleProgress>? progress);

/// <summary>One media type in which samples are answered.</summary>
internal interface ISampleFormat
{
    /// <summary>The media type, as <c>Accept</c> names it.</summary>
    string MediaType { get; }

    /// <summary>Runs the request and writes the answer.</summary>
    /// <exception cref="GenPhysException">The request failed before anything was written.</exception>
    Task AnswerAsync(HttpContext http, SampleRun run);
}
