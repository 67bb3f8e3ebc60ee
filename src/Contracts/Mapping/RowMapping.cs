using GenPhys.Contracts.Validation;
using Google.Protobuf.Collections;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Lists of rows, packed in protobuf.</summary>
internal static class RowMapping
{
    /// <summary>The rows of a message.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ShapeMismatch"/>: the numbers do not fill whole rows.</exception>
    public static IReadOnlyList<double[]> ToRows(this Proto.PointSet? set, JsonPointer at)
    {
        if (set is null || set.Values.Count == 0)
        {
            return [];
        }

        var dimension = set.Dimension;
        if (dimension < 1 || set.Values.Count % dimension != 0)
        {
            throw new GenPhysException(
                ErrorCode.ShapeMismatch, $"{at.Name} has {set.Values.Count} numbers, which do not fill rows of {dimension}.", at.ToString());
        }

        var rows = new double[set.Values.Count / dimension][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new double[dimension];
            for (var j = 0; j < dimension; j++)
            {
                rows[i][j] = set.Values[(i * dimension) + j];
            }
        }

        return rows;
    }

    /// <summary>The one row of a message.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ShapeMismatch"/>: there are more.</exception>
    public static double[] ToRow(this Proto.PointSet set, JsonPointer at)
    {
        var rows = set.ToRows(at);
        return rows.Count switch
        {
            0 => [],
            1 => rows[0],
            _ => throw new GenPhysException(ErrorCode.ShapeMismatch, $"{at.Name} is one row, and has {rows.Count}.", at.ToString()),
        };
    }

    public static Proto.PointSet ToProto(this IReadOnlyList<double[]> rows)
    {
        var set = new Proto.PointSet { Dimension = rows.Count == 0 ? 0 : rows[0].Length };
        foreach (var row in rows)
        {
            set.Values.AddRange(row);
        }

        return set;
    }

    /// <summary>Rows of float32; a failed row is zeros.</summary>
    public static Proto.FloatRows ToProto(this IReadOnlyList<float[]?> rows)
    {
        var dimension = rows.FirstOrDefault(row => row is not null)?.Length ?? 0;
        var set = new Proto.FloatRows { Dimension = dimension };
        var zeros = new float[dimension];
        foreach (var row in rows)
        {
            set.Values.AddRange(row ?? zeros);
        }

        return set;
    }

    /// <summary>Rows of float32; a failed row is null again.</summary>
    public static IReadOnlyList<float[]?> ToContract(this Proto.FloatRows set, IReadOnlyList<FailedRow> failed)
    {
        var rows = new float[]?[set.Dimension == 0 ? failed.Count : set.Values.Count / set.Dimension];
        for (var i = 0; i < rows.Length && set.Dimension > 0; i++)
        {
            rows[i] = [.. set.Values.Skip(i * set.Dimension).Take(set.Dimension)];
        }

        foreach (var row in failed)
        {
            rows[row.Row] = null;
        }

        return rows;
    }

    public static void Add(this RepeatedField<double> to, IReadOnlyList<double?> values) => to.AddRange(values.Select(value => value ?? 0));

    public static IReadOnlyList<double?> ToContract(this RepeatedField<double> values, IReadOnlyList<FailedRow> failed)
    {
        var list = values.Select(value => (double?)value).ToArray();
        foreach (var row in failed)
        {
            list[row.Row] = null;
        }

        return list;
    }

    public static IEnumerable<Proto.FailedRow> ToProto(this IReadOnlyList<FailedRow> rows) =>
        rows.Select(row => new Proto.FailedRow { Row = row.Row, Step = row.Step, NoiseLevel = row.NoiseLevel, Reason = row.Reason });

    public static IReadOnlyList<FailedRow> ToContract(this RepeatedField<Proto.FailedRow> rows) =>
        [.. rows.Select(row => new FailedRow(row.Row, row.Step, row.NoiseLevel, row.Reason))];

    public static Proto.ModelReference ToProto(this ModelReference model) => new() { Name = model.Name, Version = model.Version };

    public static ModelReference ToContract(this Proto.ModelReference model) => new(model.Name, model.Version);

    public static Proto.Timings ToProto(this Timings timings) => new() { QueuedMs = timings.QueuedMs, RunMs = timings.RunMs };

    public static Timings ToContract(this Proto.Timings timings) => new(timings.QueuedMs, timings.RunMs);
}
