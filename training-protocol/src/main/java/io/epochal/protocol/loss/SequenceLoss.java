package io.epochal.protocol.loss;

/** Losses of sequences. */
public sealed interface SequenceLoss extends Loss {
    /** Targets are labels [batch, length], 0 for no label; outputs are logits [batch, steps, labels], label 0 being blank. */
    record CTC() implements SequenceLoss {}
}
