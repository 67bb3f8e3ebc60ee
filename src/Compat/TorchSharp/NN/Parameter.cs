using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains. It takes over the handle, and the scope, of the tensor that it is made from.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true) : base(data.MoveHandle())
    {
        DisposeScope.Replace(data, this);
        data.LeaveScope();
        this.requires_grad = requires_grad;
    }
}
