package io.epochal.cli.conformance.messaging;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.AttachedTrainer.Unit;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A program that takes a run away from another one. */
final class OtherTrainer {
    static final String NAME = "conformance";
    private static final double RATE = 0.1;

    private OtherTrainer() {}

    /** The event with which it takes this attempt. */
    static AttachedRunStarted attaching(String run, int attempt) {
        AttachedTrainer trainer = new AttachedTrainer(NAME, "another program", Unit.EPOCH, List.of(), 60);
        TrainingParams params = new TrainingParams(
                null, List.of(), false, RATE, false, false, Semantics.KERAS_3_15, Map.of(), null, true);
        return new AttachedRunStarted(run, attempt, 0, Instant.now(), trainer, params, List.of());
    }
}
