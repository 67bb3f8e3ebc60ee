using System.ComponentModel.DataAnnotations;

namespace GenPhys.Api.Options;

/// <summary>Section <c>Limits</c>: what one request may ask for, and what may wait. Defaults are those of the service's own options.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Most bytes of a request's body; 1 MiB by default.</summary>
    [Range(1024, 1L << 40, ErrorMessage = "Limits:MaxBodyBytes must be at least 1024.")]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Most bytes of a request's headers, gRPC's metadata among them; 32 KiB by default.</summary>
    [Range(1024, 1 << 20, ErrorMessage = "Limits:MaxHeaderBytes must be from 1024 to 1048576.")]
    public int MaxHeaderBytes { get; set; } = 32 << 10;

    /// <summary>Connections that may be open at a time, over both ports; 10,000 by default. What comes above is closed at once.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Limits:MaxConnections must be at least 1.")]
    public long MaxConnections { get; set; } = 10_000;

    /// <summary>Most bytes of the body of a constraint check, whose points and outlines are long; 16 MiB by default, at least <see cref="MaxBodyBytes"/>.</summary>
    [Range(1024, 1L << 40, ErrorMessage = "Limits:MaxCheckBodyBytes must be at least 1024.")]
    public long MaxCheckBodyBytes { get; set; } = 16 << 20;

    /// <summary>Most points of one constraint check; 100,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxCheckPoints must be at least 1.")]
    public int MaxCheckPoints { get; set; } = 100_000;

    /// <summary>Most vertices of the outlines of one constraint; 100,000 by default.</summary>
    [Range(3, int.MaxValue, ErrorMessage = "Limits:MaxConstraintVertices must be at least 3.")]
    public int MaxConstraintVertices { get; set; } = 100_000;

    /// <summary>Most parts of one constraint, however nested; 10,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxConstraintParts must be at least 1.")]
    public int MaxConstraintParts { get; set; } = 10_000;

    /// <summary>Most edges, boxes and pairs, of about 5 ns each, that one evaluation of a constraint may look at; 200,000 by default.</summary>
    [Range(1, double.MaxValue, ErrorMessage = "Limits:MaxConstraintCost must be at least 1.")]
    public double MaxConstraintCost { get; set; } = 200_000;

    /// <summary>Most rows of one request; 1,000,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxRows must be at least 1.")]
    public int MaxRows { get; set; } = 1_000_000;

    /// <summary>Most solver steps of one request; 2,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxSteps must be at least 1.")]
    public int MaxSteps { get; set; } = 2_000;

    /// <summary>Most field evaluations that one request may need; 1e9 by default.</summary>
    [Range(1, double.MaxValue, ErrorMessage = "Limits:MaxEvaluations must be at least 1.")]
    public double MaxEvaluations { get; set; } = 1e9;

    /// <summary>Most bytes that one request's states and result may take; 4 GiB by default.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Limits:MaxRequestBytes must be at least 1.")]
    public long MaxRequestBytes { get; set; } = 4L << 30;

    /// <summary>Rows that may wait or run at a time; 1,000,000 by default.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Limits:MaxQueuedRows must be at least 1.")]
    public long MaxQueuedRows { get; set; } = 1_000_000;

    /// <summary>Requests that may wait or run at a time; 10,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxQueuedRequests must be at least 1.")]
    public int MaxQueuedRequests { get; set; } = 10_000;
}
