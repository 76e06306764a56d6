/* A tree
   grows. */
public class Tree
{
    public double Height => 0.5 * Years;
    public int Years { get; init; }
}

// The end.
