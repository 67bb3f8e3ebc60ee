namespace GenPhys.Contracts.OpenInference;

/// <summary>Whether the process answers.</summary>
/// <param name="Live">Always true: a process that does not answer says nothing.</param>
public sealed record ServerLive(bool Live);

/// <summary>Whether every configured model is warm.</summary>
/// <param name="Ready">Always true: otherwise the answer is an error.</param>
public sealed record ServerReady(bool Ready);

/// <summary>Whether one model is warm.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">Always true: otherwise the answer is an error.</param>
public sealed record ModelReady(string Name, bool Ready);
