package io.epochal.callback.policy.alert;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A run stands still, since a verdict is missing that it cannot train on without. */
record MissingVerdictCondition() implements AlertCondition.Happening {
    @Override
    public String on() {
        return AlertConditionReader.OVERDUE;
    }

    @Override
    public Optional<Occurrence> at(TrainingEvent event, OptionalDouble rate) {
        if (!(event instanceof VerdictOverdue overdue)) {
            return Optional.empty();
        }
        return Optional.of(new Occurrence(
                "verdict-" + overdue.attempt() + "-" + overdue.answers(),
                "waits for a verdict in epoch " + (overdue.epoch() + 1L) + ", and cannot train on without it",
                Map.of(
                        "epoch",
                        overdue.epoch(),
                        "batch",
                        overdue.batch(),
                        "attempt",
                        overdue.attempt(),
                        "event",
                        overdue.id())));
    }
}
