namespace GenPhys.Inference.Constraints.Regions;

/// <summary>
/// Bounding boxes over the edges of polygons: over polygons and their rings by place, and within a ring over chains of consecutive edges. A chain that
/// lies wholly to the right of a point crosses the ray from it an odd number of times if and only if its ends are on different sides of the ray, so that
/// inside and outside are told without a look at most of the edges; the nearest edge is found by leaving out boxes that are farther than the best so far.
/// </summary>
internal sealed class EdgeTree
{
    private const int LeafEdges = 6;

    // One more than the deepest path through polygons, rings and chains, each cut in halves.
    private const int StackNodes = 64;

    private readonly List<Node> _nodes = [];
    private readonly double[] _edges;
    private readonly Node[] _tree;

    /// <param name="polygons">Polygons, rings, points, two coordinates.</param>
    public EdgeTree(double[][][][] polygons)
    {
        _edges = new double[4 * polygons.Sum(rings => rings.Sum(ring => ring.Length))];
        var edge = 0;
        var roots = Array.ConvertAll(polygons, rings =>
        {
            var leaves = Array.ConvertAll(rings, ring =>
            {
                var first = edge;
                edge += Copy(ring, 4 * first);
                return Chain(first, ring.Length);
            });
            var root = ByPlace(leaves);
            _nodes[root] = _nodes[root] with { IsPolygon = true };
            return root;
        });
        Root = ByPlace(roots);
        _tree = [.. _nodes];
        _nodes = [];
    }

    /// <summary>The node over everything.</summary>
    public int Root { get; }

    /// <summary>The box around everything.</summary>
    public (double MinX, double MinY, double MaxX, double MaxY) Bounds => (_tree[Root].MinX, _tree[Root].MinY, _tree[Root].MaxX, _tree[Root].MaxY);

    /// <summary>Finds the polygons that have a point inside by the even-odd rule.</summary>
    /// <param name="px">First coordinate.</param>
    /// <param name="py">Second coordinate.</param>
    /// <param name="state">Where to go on: -1 to begin; the polygon's own node on return.</param>
    /// <param name="visits">Grows by the boxes and edges that were looked at.</param>
    /// <returns>Whether another polygon was found.</returns>
    public bool NextContaining(double px, double py, ref int state, ref long visits)
    {
        Span<int> stack = stackalloc int[StackNodes];
        var count = 1;
        stack[0] = Root;
        var after = state;
        while (count > 0)
        {
            var index = stack[--count];
            ref readonly var node = ref _tree[index];
            visits++;
            if (px < node.MinX || px > node.MaxX || py < node.MinY || py > node.MaxY)
            {
                continue;
            }

            if (!node.IsPolygon)
            {
                stack[count++] = node.Right;
                stack[count++] = node.Left;
            }
            else if (after >= 0)
            {
                // Polygons come in the same order every time: those up to the last one found are passed over.
                after = index == after ? -1 : after;
            }
            else if (IsOdd(index, px, py, ref visits))
            {
                state = index;
                return true;
            }
        }

        return false;
    }

    /// <summary>The nearest point of any edge under a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="px">First coordinate.</param>
    /// <param name="py">Second coordinate.</param>
    /// <param name="bound">Squared distance beyond which nothing is of interest; that far is.</param>
    /// <param name="visits">Grows by the boxes and edges that were looked at.</param>
    /// <returns>The point and its squared distance, infinite where there is none within the bound.</returns>
    public (double X, double Y, double Square) Nearest(int node, double px, double py, double bound, ref long visits)
    {
        Span<int> stack = stackalloc int[StackNodes];
        var count = 1;
        stack[0] = node;
        var best = (X: 0.0, Y: 0.0, Square: double.PositiveInfinity);
        while (count > 0)
        {
            ref readonly var at = ref _tree[stack[--count]];
            visits++;
            if (!(at.Square(px, py) <= Math.Min(bound, best.Square)))
            {
                continue;
            }

            if (at.Left < 0)
            {
                visits += at.Count;
                for (var i = 4 * at.First; i < 4 * (at.First + at.Count); i += 4)
                {
                    var (x, y) = OnEdge(i, px, py);
                    var square = ((px - x) * (px - x)) + ((py - y) * (py - y));
                    if (square < best.Square && square <= bound)
                    {
                        best = (x, y, square);
                    }
                }

                continue;
            }

            var leftFirst = _tree[at.Left].Square(px, py) <= _tree[at.Right].Square(px, py);
            stack[count++] = leftFirst ? at.Right : at.Left;
            stack[count++] = leftFirst ? at.Left : at.Right;
        }

        return best;
    }

    private bool IsOdd(int polygon, double px, double py, ref long visits)
    {
        Span<int> stack = stackalloc int[StackNodes];
        var count = 1;
        stack[0] = polygon;
        var odd = false;
        while (count > 0)
        {
            ref readonly var node = ref _tree[stack[--count]];
            visits++;
            if (node.MaxY <= py || node.MinY > py || node.MaxX < px)
            {
                continue;
            }

            if (node.MinX > px)
            {
                odd ^= node.StartY > py != node.EndY > py;
            }
            else if (node.Left < 0)
            {
                visits += node.Count;
                for (var i = 4 * node.First; i < 4 * (node.First + node.Count); i += 4)
                {
                    odd ^= IsCrossed(i, px, py);
                }
            }
            else
            {
                stack[count++] = node.Left;
                stack[count++] = node.Right;
            }
        }

        return odd;
    }

    /// <summary>Whether the ray from the point along the first axis crosses an edge; its upper end is not part of it, its lower one is.</summary>
    private bool IsCrossed(int i, double px, double py)
    {
        double ax = _edges[i], ay = _edges[i + 1], bx = _edges[i + 2], by = _edges[i + 3];
        if (ay > py == by > py || px > Math.Max(ax, bx))
        {
            return false;
        }

        // The cross product is left out where its sign is known, so that single edges and chains always agree.
        return px < Math.Min(ax, bx) || (((bx - ax) * (py - ay)) - ((px - ax) * (by - ay)) is var cross && (by > ay ? cross > 0 : cross < 0));
    }

    private (double X, double Y) OnEdge(int i, double px, double py)
    {
        double ax = _edges[i], ay = _edges[i + 1], bx = _edges[i + 2], by = _edges[i + 3];
        double dx = bx - ax, dy = by - ay;
        var t = (((px - ax) * dx) + ((py - ay) * dy)) / ((dx * dx) + (dy * dy));

        // Two equal points give no number, and stand for themselves.
        return !(t > 0) ? (ax, ay) : t >= 1 ? (bx, by) : (ax + (t * dx), ay + (t * dy));
    }

    private int Copy(double[][] ring, int to)
    {
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b) = (ring[i], ring[i + 1 < ring.Length ? i + 1 : 0]);
            (_edges[to + (4 * i)], _edges[to + (4 * i) + 1], _edges[to + (4 * i) + 2], _edges[to + (4 * i) + 3]) = (a[0], a[1], b[0], b[1]);
        }

        return ring.Length;
    }

    private int Chain(int first, int count)
    {
        if (count > LeafEdges)
        {
            var left = Chain(first, count / 2);
            var right = Chain(first + (count / 2), count - (count / 2));
            return Join(left, right, _nodes[left].StartY, _nodes[right].EndY);
        }

        var ends = _edges.AsSpan(4 * first, 4 * count);
        var (minX, minY, maxX, maxY) = (ends[0], ends[1], ends[0], ends[1]);
        for (var i = 0; i < ends.Length; i += 2)
        {
            (minX, maxX) = (Math.Min(minX, ends[i]), Math.Max(maxX, ends[i]));
            (minY, maxY) = (Math.Min(minY, ends[i + 1]), Math.Max(maxY, ends[i + 1]));
        }

        _nodes.Add(new Node(minX, minY, maxX, maxY, ends[1], ends[^1], -1, -1, first, count, false));
        return _nodes.Count - 1;
    }

    /// <summary>A node over closed parts, cut at the median of the longer side.</summary>
    private int ByPlace(Span<int> parts)
    {
        if (parts.Length == 1)
        {
            return parts[0];
        }

        var (minX, maxX) = (double.PositiveInfinity, double.NegativeInfinity);
        var (minY, maxY) = (minX, maxX);
        foreach (var part in parts)
        {
            var node = _nodes[part];
            (minX, maxX) = (Math.Min(minX, node.MinX), Math.Max(maxX, node.MaxX));
            (minY, maxY) = (Math.Min(minY, node.MinY), Math.Max(maxY, node.MaxY));
        }

        Comparison<int> order = maxX - minX >= maxY - minY
            ? (a, b) => Compare(_nodes[a].MinX + _nodes[a].MaxX, _nodes[b].MinX + _nodes[b].MaxX, a, b)
            : (a, b) => Compare(_nodes[a].MinY + _nodes[a].MaxY, _nodes[b].MinY + _nodes[b].MaxY, a, b);
        parts.Sort(order);
        var left = ByPlace(parts[..(parts.Length / 2)]);
        return Join(left, ByPlace(parts[(parts.Length / 2)..]), 0, 0);
    }

    private static int Compare(double a, double b, int first, int second) => a.CompareTo(b) is var order && order != 0 ? order : first.CompareTo(second);

    private int Join(int left, int right, double startY, double endY)
    {
        var (a, b) = (_nodes[left], _nodes[right]);
        _nodes.Add(new Node(
            Math.Min(a.MinX, b.MinX), Math.Min(a.MinY, b.MinY), Math.Max(a.MaxX, b.MaxX), Math.Max(a.MaxY, b.MaxY), startY, endY, left, right, 0, 0, false));
        return _nodes.Count - 1;
    }

    /// <summary>A box; a leaf has edges, another two children. Closed parts start where they end, which says all that a ray can ask of them.</summary>
    private readonly record struct Node(
        double MinX, double MinY, double MaxX, double MaxY, double StartY, double EndY, int Left, int Right, int First, int Count, bool IsPolygon)
    {
        public double Square(double px, double py)
        {
            double dx = Math.Max(Math.Max(MinX - px, px - MaxX), 0), dy = Math.Max(Math.Max(MinY - py, py - MaxY), 0);
            return (dx * dx) + (dy * dy);
        }
    }
}
