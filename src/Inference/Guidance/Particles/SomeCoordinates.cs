namespace GenPhys.Inference.Guidance.Particles;

/// <summary>The coordinates of a group's samples that a potential compares, gathered and scattered again.</summary>
internal sealed class SomeCoordinates(int[] indices)
{
    private double[] _features = [];
    private double[] _force = [];

    /// <summary>The coordinates, <c>[n, indices]</c>, and room for their forces, cleared.</summary>
    public ReadOnlySpan<double> Read(in ParticleGroup group, out Span<double> force)
    {
        var numbers = group.Count * indices.Length;
        if (_features.Length < numbers)
        {
            _features = new double[numbers];
            _force = new double[numbers];
        }

        for (var i = 0; i < group.Count; i++)
        {
            for (var c = 0; c < indices.Length; c++)
            {
                _features[(i * indices.Length) + c] = group.X[(i * group.Dimension) + indices[c]];
            }
        }

        force = _force.AsSpan(0, numbers);
        force.Clear();
        return _features.AsSpan(0, numbers);
    }

    /// <summary>Adds the forces to those of the group.</summary>
    public void AddBack(in ParticleGroup group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            for (var c = 0; c < indices.Length; c++)
            {
                group.Force[(i * group.Dimension) + indices[c]] += _force[(i * indices.Length) + c];
            }
        }
    }
}
