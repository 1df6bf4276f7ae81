package io.epochal.protocol.loss;

/** Losses of the rows of a batch against each other. */
public sealed interface EmbeddingLoss extends Loss {
    /**
     * Outputs are embeddings of length 1, targets class numbers.
     *
     * @param gamma the scale of similarities
     * @param margin the distance wanted between classes, 0 to 1
     * @param removeDiagonal whether a row is compared with itself not
     */
    record Circle(double gamma, double margin, boolean removeDiagonal) implements EmbeddingLoss {}
}
