using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration;

/// <summary>Checks the changes to samples against their shape and names the place of every one that does not fit.</summary>
internal static class AugmentationCheck
{
    /// <summary>Adds a mistake for every change that could move an image out of sight.</summary>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="augmentations">The changes.</param>
    /// <param name="places">Where each was written.</param>
    /// <param name="mistakes">Where mistakes are added.</param>
    public static void Check(
        Shape input, IReadOnlyList<SampleAugmentation> augmentations, IReadOnlyList<Origin> places, Mistakes mistakes)
    {
        for (int index = 0; index < augmentations.Count; index++)
        {
            if (augmentations[index] is TranslationAugmentation move && (move.Rows >= input.Height || move.Columns >= input.Width))
            {
                mistakes.Add(
                    places[index], $"data.augment.{index}", "could move an image out of sight",
                    $"fewer than its {input.Height} rows and {input.Width} columns", $"{move.Rows} and {move.Columns}", "use smaller numbers");
            }
        }
    }
}
