using System.Text;
using GenPhys.Training.Datasets;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Tests.Datasets;

public sealed class NpyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-npy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var file = new MemoryStream();
        NpyFile.Write(file, [1f, -2.5f, 3e-20f, 4f, 5f, 6f], columns: 3);
        file.Position = 0;

        var points = NpyFile.Read(file);

        Assert.Equal((2, 3), (points.Count, points.Dimension));
        Assert.Equal([1.0, -2.5, 3e-20f, 4.0, 5.0, 6.0], points.Values.ToArray());
        Assert.Equal(0, (int)(file.Length - (6 * 4)) % 64);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }", 16, null)]
    [InlineData("{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2), }", 16, "astype")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }", 16, "astype")]
    [InlineData("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 2), }", 16, "ascontiguousarray")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16, "(rows, columns)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 2), }", 16, "(rows, columns)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 2), }", 16, "(rows, columns)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", 16, "promises")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2), }", 0, "usable")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }", 16, "promises")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }", 17, "promises")]
    [InlineData("__import__('os').system('true')", 16, "header")]
    public void A_header_is_taken_at_its_word_only_when_the_file_agrees(string header, int bytes, string? complaint)
    {
        var file = new MemoryStream(Npy(1, header, new byte[bytes]));
        if (complaint is null)
        {
            Assert.Equal(2, NpyFile.Read(file).Dimension);
            return;
        }

        Assert.Contains(complaint, Assert.Throws<InvalidDataException>(() => NpyFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_2_and_3_are_read_and_no_other()
    {
        const string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }";
        Assert.Equal(1, NpyFile.Read(new MemoryStream(Npy(2, header, new byte[4]))).Count);
        Assert.Equal(1, NpyFile.Read(new MemoryStream(Npy(3, header, new byte[4]))).Count);
        Assert.Throws<InvalidDataException>(() => NpyFile.Read(new MemoryStream(Npy(4, header, new byte[4]))));
        Assert.Throws<InvalidDataException>(() => NpyFile.Read(new MemoryStream(Npy(0, header, new byte[4]))));
    }

    [Fact]
    public void Every_truncation_and_a_giant_header_are_refused()
    {
        var whole = Npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", new byte[8]);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => NpyFile.Read(new MemoryStream(whole, 0, length)));
        }

        whole[8] = whole[9] = whole[10] = whole[11] = 0xFF;
        Assert.Contains("claims", Assert.Throws<InvalidDataException>(() => NpyFile.Read(new MemoryStream(whole))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_holds_out_a_seeded_part_of_the_rows()
    {
        Save("points.npy", Enumerable.Range(0, 40).Select(i => (float)i), 2);
        var source = new NpyData { Path = "points.npy", HeldOutFraction = 0.2 };

        var split = source.Load(_folder);
        var again = (source with { Seed = 5 }).Load(_folder);

        Assert.Equal((16, 4), (split.Training.Count, split.HeldOut.Count));
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => (double)i),
            split.Training.Values.ToArray().Concat(split.HeldOut.Values.ToArray()).Order());
        Assert.NotEqual(split.HeldOut.Hash(), again.HeldOut.Hash());
        Assert.Equal(split.HeldOut.Hash(), source.Load(_folder).HeldOut.Hash());
    }

    [Fact]
    public void Data_that_cannot_be_trained_are_refused_with_their_place()
    {
        Save("nan.npy", [0, 1, 2, 3, 4, float.NaN, 6, 7], 2);
        Save("short.npy", [0, 1], 2);
        File.WriteAllText(Path.Combine(_folder, "text.npy"), "x,y\n1,2\n");

        Assert.Contains("row 2, column 1", Complaint("nan.npy"), StringComparison.Ordinal);
        Assert.Contains("at least 3", Complaint("short.npy"), StringComparison.Ordinal);
        Assert.Contains("not a .npy", Complaint("text.npy"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Complaint("missing.npy"), StringComparison.Ordinal);

        string Complaint(string path)
        {
            var failure = Assert.Throws<RecipeException>(() => new NpyData { Path = path }.Load(_folder));
            Assert.Equal("data.path", failure.Member);
            return failure.Message;
        }
    }

    private void Save(string name, IEnumerable<float> values, int columns)
    {
        using var file = File.Create(Path.Combine(_folder, name));
        NpyFile.Write(file, values.ToArray(), columns);
    }

    private static byte[] Npy(byte version, string header, byte[] data)
    {
        var text = Encoding.Latin1.GetBytes(header + "\n");
        var length = BitConverter.GetBytes(text.Length).AsSpan(0, version == 1 ? 2 : 4).ToArray();
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }
}
