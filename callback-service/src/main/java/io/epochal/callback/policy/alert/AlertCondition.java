package io.epochal.callback.policy.alert;

import io.epochal.protocol.TrainingEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a rule waits for. {@link AlertConditionReader} reads one. */
public sealed interface AlertCondition {
    /** Its name in a rule, such as {@code run_failed}. */
    String on();

    /** The arguments beside {@code on}, as a rule has them. */
    default Map<String, Object> arguments() {
        return Map.of();
    }

    /** Something that one event says. */
    sealed interface Happening extends AlertCondition
            permits EndCondition, FailureCondition, MissingVerdictCondition, LoweredRateCondition {
        /** @param rate the learning rate before the event, where it is known */
        Optional<Occurrence> at(TrainingEvent event, OptionalDouble rate);
    }

    /** Something that holds from one event to another. It is told when it begins. */
    sealed interface Lasting extends AlertCondition permits MetricCondition, NotFiniteCondition {
        /** Empty where the event does not say whether it holds. */
        Optional<Reading> at(TrainingEvent event);
    }

    /** Something that no event says, but the time that has passed. */
    sealed interface Waiting extends AlertCondition permits LostRunCondition, LateRunCondition {
        /** @param now from the clock */
        Optional<Due> at(AlertState run, Instant now);
    }

    /**
     * Whether it holds, and how it is told where that is new.
     *
     * @param occurrence told only where it holds
     */
    record Reading(boolean holds, Occurrence occurrence) {}

    /**
     * That a time has come.
     *
     * @param since when it came
     */
    record Due(Instant since, Occurrence occurrence) {}
}
