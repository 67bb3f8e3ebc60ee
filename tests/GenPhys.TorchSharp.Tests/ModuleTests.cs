using TorchSharp;
using TorchSharp.Modules;
using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void Fields_become_parameters_buffers_and_submodules_by_name()
    {
        using var net = new Net();
        Assert.Equal(
            ["scale", "first.weight", "first.bias", "blocks.0.weight", "blocks.1.weight", "blocks.1.bias"],
            net.named_parameters().Select(p => p.name));
        Assert.Equal(["frequencies", "counter"], net.named_buffers().Select(b => b.name));
        Assert.Equal(["first", "blocks"], net.named_children().Select(c => c.name));
        Assert.Equal(["first", "blocks", "blocks.0", "blocks.1"], net.named_modules().Select(m => m.name));
        Assert.Single(net.parameters(recurse: false));
        Assert.Same(net.First.weight, net.get_parameter("first.weight"));
        Assert.Equal(nameof(Net), net.GetName());
    }

    [Fact]
    public void State_goes_through_a_dictionary_and_back()
    {
        using var scope = NewDisposeScope();
        using var source = new Net();
        using var target = new Net();
        var state = source.state_dict();
        Assert.DoesNotContain("counter", state.Keys);
        Assert.Contains("frequencies", state.Keys);
        var (missing, unexpected) = target.load_state_dict(state.ToDictionary(s => s.Key, s => s.Value.clone()));
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        foreach (var (name, tensor) in target.state_dict())
        {
            Assert.True(tensor.Equals(state[name]), name);
        }

        var x = randn(3, 4);
        Assert.True(source.call(x).Equals(target.call(x)));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_when_strict()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var state = net.state_dict().ToDictionary(s => s.Key, s => s.Value);
        state.Remove("first.bias");
        state["extra"] = ones(1);
        Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state));
        var (missing, unexpected) = net.load_state_dict(state, strict: false);
        Assert.Equal(["first.bias"], missing);
        Assert.Equal(["extra"], unexpected);
    }

    [Fact]
    public void Moving_to_another_type_keeps_names_values_and_fields()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var before = Values(net.First.weight);
        Assert.Same(net, net.to(ScalarType.Float64));
        Assert.All(net.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.Equal(ScalarType.Float64, net.get_buffer("frequencies")!.dtype);
        Equal(before, net.First.weight);
        Assert.True(net.First.weight.requires_grad);
        Shape([3, 4], net.call(randn(3, 4, ScalarType.Float64)));
        net.@float();
        Assert.All(net.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype));
    }

    [Fact]
    public void Moving_leaves_no_tensor_behind()
    {
        using var net = new Net();
        var before = Tensor.TotalCount;
        net.to(ScalarType.Float64);
        net.to(ScalarType.Float32);
        net.to(DeviceType.CPU);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_parameter_that_two_modules_share_stays_shared()
    {
        using var scope = NewDisposeScope();
        using var first = nn.Linear(2, 2, hasBias: false);
        using var second = nn.Linear(first.weight);
        using var pair = nn.Sequential(first, second);
        pair.to(ScalarType.Float64);
        Assert.Same(first.weight, second.weight);
        Assert.Equal(ScalarType.Float64, second.weight.dtype);
        Assert.Single(pair.parameters());
        Shape([1, 2], pair.call(ones(1, 2, ScalarType.Float64)));
    }

    [Fact]
    public void Training_mode_and_gradients_are_set_through_the_tree()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        Assert.True(net.training);
        net.eval();
        Assert.All(net.modules(), m => Assert.False(m.training));
        net.train();
        net.call(randn(3, 4)).sum().backward();
        Assert.NotNull(net.First.weight.grad);
        net.zero_grad(set_to_none: false);
        Equal(new double[16], net.First.weight.grad!);
        net.zero_grad();
        Assert.Null(net.First.weight.grad);
    }

    [Fact]
    public void Hooks_see_and_change_what_passes()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1, hasBias: false);
        var pre = layer.register_forward_pre_hook((_, input) => input * 0);
        var post = layer.register_forward_hook((_, _, result) => result + 5);
        Equal([5], layer.call(ones(1, 2)));
        pre.remove();
        post.remove();
        Equal([Values(layer.weight).Sum()], layer.call(ones(1, 2)), 1e-6);
    }

    [Fact]
    public void The_modules_of_a_layer_own_their_parameters_whatever_scope_they_are_made_in()
    {
        Linear layer;
        using (NewDisposeScope())
        {
            layer = nn.Linear(2, 3);
        }

        Assert.False(layer.weight.IsInvalid);
        Assert.InRange(layer.weight.abs().max().item<float>(), 0, (float)(1 / Math.Sqrt(2)));
        var before = Tensor.TotalCount;
        layer.Dispose();
        Assert.Equal(before - 2, Tensor.TotalCount);
    }

    [Fact]
    public void Containers_chain_and_index_their_modules()
    {
        using var scope = NewDisposeScope();
        using var chain = nn.Sequential(("in", nn.Linear(4, 8)), ("act", nn.SiLU()), ("drop", nn.Dropout(0.5)), ("out", nn.Linear(8, 2)));
        chain.eval();
        var x = randn(3, 4);
        var expected = ((Linear)chain[3]).forward(nn.functional.silu(((Linear)chain[0]).forward(x)));
        Assert.True(expected.allclose(chain.call(x)));
        Assert.Equal(["in.weight", "in.bias", "out.weight", "out.bias"], chain.named_parameters().Select(p => p.name));
        using var table = nn.Embedding(5, 3);
        Equal(Values(table.weight![2L]), table.call(tensor(new[] { 2L })));
        using var norm = nn.LayerNorm(4);
        Assert.True(norm.call(x).allclose(nn.functional.layer_norm(x, [4])));
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(4, 4);
        private readonly ModuleList<Linear> blocks = nn.ModuleList(nn.Linear(4, 4, hasBias: false), nn.Linear(4, 4));
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Tensor frequencies = arange(4.0);

        public Net() : base(nameof(Net))
        {
            RegisterComponents();
            register_buffer("counter", zeros(1), persistent: false);
        }

        public Linear First => first;

        public override Tensor forward(Tensor input)
        {
            var x = first.call(input) + frequencies;
            foreach (var block in blocks)
            {
                x += block.call(nn.functional.silu(x));
            }

            return x * scale;
        }
    }
}
