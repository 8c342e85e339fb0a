namespace ActorCnn.Networks.Losses;

/// <summary>
/// What training makes small: the cross-entropy, in nats, between the softmax p of the logits z and a target q that is the sample's class
/// but for a share ε, which all K classes have in common:
/// <code>
/// q[k]     = (1 - ε) [k = label] + ε / K
/// loss     = -(sum over k of q[k] log p[k])
/// dloss/dz = p - q
/// </code>
/// Szegedy et al., "Rethinking the inception architecture for computer vision", 2016, section 7. Evaluation is always without ε, so that
/// test losses can be compared.
/// </summary>
/// <param name="LabelSmoothing">The share ε, 0 to below 1; 0 wants the class alone.</param>
public sealed record CrossEntropyLoss(float LabelSmoothing = 0)
{
    /// <summary>The name used in configurations.</summary>
    public const string Type = "cross-entropy";
}
