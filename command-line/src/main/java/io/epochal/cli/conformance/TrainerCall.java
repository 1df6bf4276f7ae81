package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import java.util.List;
import java.util.Optional;

/** One call of a trainer. */
public sealed interface TrainerCall {
    /** As it came; a missing node where it was no JSON. */
    JsonNode body();

    /** The event at which the trainer waits for a verdict. */
    default Optional<TrainingEvent.Barrier> barrier() {
        return Optional.empty();
    }

    /**
     * {@code POST /runs}.
     *
     * @param run that the trainer has chosen
     * @param name of which the service makes a run's id
     * @param start with which the attempt begins: {@link AttachedRunStarted}, or {@link AttachedRunResumed}
     */
    record Attach(JsonNode body, Optional<String> run, String name, TrainingEvent.Barrier start)
            implements TrainerCall {
        public AttachedTrainer trainer() {
            return start instanceof AttachedRunStarted started
                    ? started.trainer()
                    : ((AttachedRunResumed) start).trainer();
        }

        /** From which checkpoint it goes on. */
        public Optional<AttachedRunResumed> resumption() {
            return start instanceof AttachedRunResumed resumed ? Optional.of(resumed) : Optional.empty();
        }

        @Override
        public Optional<TrainingEvent.Barrier> barrier() {
            return Optional.of(start);
        }
    }

    /**
     * {@code POST /runs/RUN/attempts/ATTEMPT/events}.
     *
     * @param waitSeconds how long to wait for a command, where it asks for no verdict
     */
    record Events(
            JsonNode body, String run, int attempt, List<SaidEvent> said, List<BatchEnded> batches, double waitSeconds)
            implements TrainerCall {
        @Override
        public Optional<TrainingEvent.Barrier> barrier() {
            return !said.isEmpty() && said.get(said.size() - 1).event() instanceof TrainingEvent.Barrier barrier
                    ? Optional.of(barrier)
                    : Optional.empty();
        }
    }

    /**
     * What the service does not understand.
     *
     * @param status of the answer
     * @param problem as {@code docs/rest.md} names it, such as {@code not-an-event}
     * @param detail what is wrong, and where
     */
    record Unreadable(JsonNode body, int status, String problem, String detail) implements TrainerCall {}
}
