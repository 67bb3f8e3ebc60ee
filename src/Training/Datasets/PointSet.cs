using System.Buffers.Binary;
using System.Security.Cryptography;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Training.Datasets;

/// <summary>A finite set of points, <c>[count, dim]</c> row by row, in data units, with or without a class for each.</summary>
public sealed class PointSet
{
    private readonly double[] _values;

    /// <summary>Takes <c>count * dim</c> values, row by row.</summary>
    /// <param name="values">The coordinates; kept, not copied.</param>
    /// <param name="dim">Coordinates per point, at least 1.</param>
    /// <param name="labels">Class of each point, 0 or more; kept, not copied; null for points without classes.</param>
    /// <exception cref="ArgumentException">The length is no multiple of <paramref name="dim"/>, or there is not one class per point.</exception>
    public PointSet(double[] values, int dim, int[]? labels = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        if (values.Length % dim != 0)
        {
            throw new ArgumentException($"{values.Length} values do not make rows of {dim}", nameof(values));
        }

        _values = values;
        Dimension = dim;
        Count = values.Length / dim;
        if (labels is not null && (labels.Length != Count || labels.Any(label => label < 0)))
        {
            throw new ArgumentException($"{Count} points need as many classes, 0 or more", nameof(labels));
        }

        Labels = labels;
    }

    /// <summary>Class of each point, from 0, <c>[count]</c>; null for points without classes.</summary>
    public IReadOnlyList<int>? Labels { get; }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Coordinates per point.</summary>
    public int Dimension { get; }

    /// <summary>All coordinates, row by row.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The coordinates of one point.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<double> this[int row] => _values.AsSpan(row * Dimension, Dimension);

    /// <summary>The root mean square per coordinate over all points and coordinates, the natural sigma_data of EDM preconditioning.</summary>
    public double RootMeanSquare
    {
        get
        {
            var sum = 0.0;
            foreach (double value in _values)
            {
                sum += value * value;
            }

            return Math.Sqrt(sum / _values.Length);
        }
    }

    /// <summary>The points in the units that a model's field works in.</summary>
    /// <param name="units">How data units map to them; the same points where null.</param>
    public PointSet Normalised(NormalisationSpec? units) => units is null
        ? this
        : new PointSet([.. _values.Select((x, i) => (x - units.Mean[i % Dimension]) / units.Scale[i % Dimension])], Dimension, Labels?.ToArray());

    /// <summary>SHA-256 over the shape, the little-endian float64 coordinates and the classes if any, lower-case hexadecimal.</summary>
    public string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(word, Count);
        BinaryPrimitives.WriteInt32LittleEndian(word[4..], Dimension);
        hash.AppendData(word);
        foreach (double value in _values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(word, value);
            hash.AppendData(word);
        }

        foreach (int label in Labels ?? [])
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, label);
            hash.AppendData(word);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first coordinate that is NaN or infinite, or null when all are finite.</summary>
    public (int Row, int Column)? FirstNonFinite()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (!double.IsFinite(_values[i]))
            {
                return (i / Dimension, i % Dimension);
            }
        }

        return null;
    }
}
