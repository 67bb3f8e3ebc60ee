using TorchSharp;
using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

/// <summary>The same on every device of the machine: the CPU, and the GPU where there is one.</summary>
public sealed class DeviceTests
{
    public static TheoryData<string> Devices => cuda.is_available() ? ["cpu", "cuda"] : ["cpu"];

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_network_and_its_gradient_agree_with_the_cpu(string device)
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(nn.Linear(4, 16), nn.SiLU(), nn.Linear(16, 2)).to(ScalarType.Float64);
        var x = randn(8, 4, ScalarType.Float64).requires_grad_();
        var expected = net.call(x);
        var slope = autograd.grad([expected.square().sum()], [x])[0];

        net.to(device);
        var there = x.detach().to(device).requires_grad_();
        var y = net.call(there);
        Assert.Equal(new Device(device).type, y.device_type);
        Equal(Values(expected), y.cpu(), 1e-10);
        Equal(Values(slope), autograd.grad([y.square().sum()], [there])[0].cpu(), 1e-10);
        Synchronise(device);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Numbers_go_there_and_back(string device)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2, 3 }, device: device);
        Assert.Equal(6, x.sum().item<double>());
        Assert.Equal([1.0, 2, 3], x.data<double>().ToArray());
        Equal([0, 2, 4], zeros(3, ScalarType.Float64, device).copy_(x.cpu() - 1, non_blocking: true).mul_(2).cpu());
        Assert.Equal(cuda.is_available(), cuda.device_count() > 0);
    }

    [Fact]
    public void Device_names_are_parsed_and_printed()
    {
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Equal(1, new Device("cuda:1").index);
        Assert.Equal(DeviceType.CPU, ((Device)"cpu").type);
        Assert.Equal("cpu", CPU.ToString());
        Assert.ThrowsAny<ArgumentException>(() => new Device("abacus"));
    }

    private static void Synchronise(string device)
    {
        if (device != "cpu")
        {
            cuda.synchronize();
        }
    }
}
