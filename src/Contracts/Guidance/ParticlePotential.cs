using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>The joint potential log Phi of a group of samples (Corso et al. 2024, "Particle guidance").</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ParticlePotential>))]
public enum ParticlePotential
{
    /// <summary>Repulsion by k = exp(-|x_i - x_j|^2 / h) between states.</summary>
    Rbf,

    /// <summary>The same between the angles of points of the plane around a centre, differences wrapped to (-pi, pi].</summary>
    Angular,

    /// <summary>The same between features of the denoisers; its gradient does not go back through the model.</summary>
    Feature,

    /// <summary>The same between coordinates that are angles, differences wrapped; the mean over the group rather than the sum.</summary>
    Torsion,

    /// <summary>Repulsion of charges by the Green's function k = |x_i - x_j|^-(N + D - 2) of a Poisson flow, softened.</summary>
    Electrostatic,

    /// <summary>The direction of Stein variational gradient descent (Liu, Wang 2016): kernel-averaged scores and repulsion.</summary>
    Svgd,

    /// <summary>The potential that the artifact brings, trained or in closed form, by which the group follows a law prescribed beforehand.</summary>
    Learned,
}
