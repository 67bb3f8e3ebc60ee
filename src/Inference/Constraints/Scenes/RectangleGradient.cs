namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>A derivative by an agent's centre, length, width and heading angle.</summary>
internal record struct RectangleGradient
{
    public double X;
    public double Y;
    public double Length;
    public double Width;
    public double Psi;
}
