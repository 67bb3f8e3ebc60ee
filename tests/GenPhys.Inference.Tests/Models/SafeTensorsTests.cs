using System.Buffers.Binary;
using System.Text;
using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Inference.Tests.Models;

public sealed class SafeTensorsTests
{
    [Fact]
    public void A_file_comes_back_as_it_was_written()
    {
        var file = new SafeTensorsFile(
            [
                SafeTensor.Of("blocks.0.weight", [2, 3], [1f, -2f, 3.5f, float.MaxValue, float.Epsilon, -0f]),
                SafeTensor.Of("wide \"ü\"", [2], [Math.PI, -1e-300]),
                new SafeTensor("empty", SafeTensorType.I64, [0, 7], default),
                new SafeTensor("scalar", SafeTensorType.U8, [], new byte[] { 9 }),
                new SafeTensor("half", SafeTensorType.F16, [2], new byte[] { 0x00, 0x3C, 0x00, 0xC0 }),
                new SafeTensor("brain", SafeTensorType.BF16, [2], new byte[] { 0x80, 0x3F, 0x20, 0xC0 }),
                new SafeTensor("flags", SafeTensorType.BOOL, [2], new byte[] { 1, 0 }),
                new SafeTensor("ints", SafeTensorType.I32, [1], new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }),
            ],
            new Dictionary<string, string> { ["format"] = "pt", ["note"] = "a\nb" });
        var bytes = file.ToArray();
        var read = SafeTensorsFile.Parse(bytes);

        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes) % 8);
        Assert.Equal(file.Metadata, read.Metadata);
        Assert.Equal(file.Tensors.Select(t => (t.Name, t.Type)), read.Tensors.Select(t => (t.Name, t.Type)));
        foreach (var (written, found) in file.Tensors.Zip(read.Tensors))
        {
            Assert.Equal(written.Shape, found.Shape);
            Assert.True(written.Data.Span.SequenceEqual(found.Data.Span));
        }

        Assert.Equal([1, -2], read.Find("half")!.ToDoubles());
        Assert.Equal([1, -2.5], read.Find("brain")!.ToDoubles());
        Assert.Equal([1, 0], read.Find("flags")!.ToDoubles());
        Assert.Equal([-2f], read.Find("ints")!.ToSingles());
        Assert.Equal([Math.PI, -1e-300], read.Find("wide \"ü\"")!.ToDoubles());
        Assert.Null(read.Find("absent"));
    }

    [Fact]
    public void A_header_written_by_hand_with_its_members_in_another_order_is_read()
    {
        var read = SafeTensorsFile.Parse(File(
            """{"b":{"data_offsets":[4,8],"shape":[1],"dtype":"F32"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   """,
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]));
        Assert.Equal([1f], read.Find("a")!.ToSingles());
        Assert.Equal([2f], read.Find("b")!.ToSingles());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "past the end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "belong to none")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}""", 9, "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "do not span")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "do not span")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflows")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}""", 0, "overflows")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "integers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "integers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "integers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "at most 16")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8, "dtype 'C64'")]
    [InlineData("""{"a":{"dtype":"1","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype '1'")]
    [InlineData("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype 'f32'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "needs dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}""", 4, "unknown member 'strides'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "'a' is given twice")]
    [InlineData("""{"":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "empty name")]
    [InlineData("""{"a":[[[[[[]]]]]]}""", 0, "found StartArray")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    [InlineData("""{"__metadata__":{"n":1}}""", 0, "__metadata__/n")]
    [InlineData("""{"__metadata__":{"n":"1","n":"2"}}""", 0, "__metadata__/n is given twice")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "cannot be decoded")]
    [InlineData("""{} {}""", 0, "not valid JSON")]
    [InlineData("""[1,2]""", 0, "does not begin with")]
    [InlineData(""" {}""", 0, "does not begin with")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    public void A_hostile_header_is_refused_with_its_reason(string header, int dataBytes, string reason)
    {
        var e = Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Parse(File(header, new byte[dataBytes])));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100_000_000UL)]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(17UL)]
    public void A_header_length_that_cannot_be_is_refused(ulong length)
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Parse(bytes));
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
    {
        var bytes = File("""{"a?":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", []);
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xFF;
        var e = Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Parse(bytes));
        Assert.Contains("UTF-8", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flag_that_is_neither_true_nor_false_is_refused() =>
        Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Parse(
            File("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", [1, 2])));

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = Sample();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Parse(bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Mutated_files_either_read_or_fail_with_the_one_exception()
    {
        var random = new System.Random(4);
        var original = Sample();
        var header = (int)BinaryPrimitives.ReadUInt64LittleEndian(original) + 8;
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = original.ToArray();
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                var at = random.Next(header);
                bytes[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                    _ => bytes[random.Next(header)],
                };
            }

            var length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            try
            {
                foreach (var tensor in SafeTensorsFile.Parse(bytes.AsMemory(0, length)).Tensors)
                {
                    _ = tensor.ToDoubles();
                }
            }
            catch (SafeTensorsException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 19_999);
    }

    [Fact]
    public void An_array_whose_bytes_do_not_fit_its_shape_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new SafeTensor("a", SafeTensorType.F32, [2], new byte[4]));
        Assert.Throws<ArgumentException>(() => new SafeTensor("a", SafeTensorType.F32, [-1], default));
        var a = new SafeTensor("a", SafeTensorType.U8, [0], default);
        Assert.Throws<ArgumentException>(() => new SafeTensorsFile([a, a]));
        Assert.Throws<ArgumentException>(() => new SafeTensorsFile([new SafeTensor("__metadata__", SafeTensorType.U8, [0], default)]));
    }

    private static byte[] Sample() => new SafeTensorsFile(
        [SafeTensor.Of("first", [2, 2], [1f, 2f, 3f, 4f]), SafeTensor.Of("second", [3], [1.0, 2.0, 3.0])],
        new Dictionary<string, string> { ["k"] = "v" }).ToArray();

    private static byte[] File(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return bytes;
    }
}
