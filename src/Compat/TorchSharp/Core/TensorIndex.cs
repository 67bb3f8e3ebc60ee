using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry between the brackets of an indexing expression.</summary>
    public struct TensorIndex
    {
        private long _kind;
        private long _start;
        private long _stop;
        private long _step;
        private Tensor? _tensor;

        public static TensorIndex Ellipsis => new() { _kind = NativeIndex.Ellipsis };

        public static TensorIndex None => new() { _kind = NativeIndex.NewAxis };

        public static TensorIndex Null => None;

        public static TensorIndex Colon => Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new()
        {
            _kind = NativeIndex.Slice,
            _start = start ?? 0,
            _stop = stop ?? long.MaxValue,
            _step = step ?? 1,
        };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Bool(bool value) => new() { _kind = NativeIndex.Boolean, _start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { _kind = NativeIndex.Single, _start = index ?? 0 };

        public static TensorIndex Tensor(Tensor tensor) => new() { _kind = NativeIndex.Mask, _tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Tensor tensor) => Tensor(tensor);

        public static implicit operator TensorIndex(Range range) => Slice(
            From(range.Start),
            range.End.IsFromEnd && range.End.Value == 0 ? null : From(range.End));

        public static implicit operator TensorIndex(Index index) => Single(From(index));

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        internal readonly Tensor? Operand => _tensor;

        internal readonly NativeIndex Native => new()
        {
            Kind = _kind,
            Start = _start,
            Stop = _stop,
            Step = _step,
            Tensor = _tensor?.Handle ?? 0,
        };
    }
}
