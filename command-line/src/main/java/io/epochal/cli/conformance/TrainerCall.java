package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.AttachedTrainer.Unit;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One call of a trainer. */
public sealed interface TrainerCall {
    /** Seconds; of a trainer that does not say it. */
    int HEARTBEAT = 60;

    /** As it came; a missing node where it was no JSON. */
    JsonNode body();

    /** The event at which the trainer waits for a verdict. */
    default Optional<TrainingEvent.Barrier> barrier() {
        return Optional.empty();
    }

    /**
     * {@code POST /runs}, or what an attempt begins with on the topics.
     *
     * @param run that the trainer has chosen
     * @param name of which the service makes a run's id
     * @param start with which the attempt begins: {@link TrainingEvent.Start}, or {@link TrainingEvent.Resumption}
     */
    record Attach(JsonNode body, Optional<String> run, String name, TrainingEvent start, Transport transport)
            implements TrainerCall {
        /** What it says that it is; a trainer that takes runs from the queue obeys every command. */
        public AttachedTrainer trainer() {
            if (start instanceof AttachedRunStarted started) {
                return started.trainer();
            }
            if (start instanceof AttachedRunResumed resumed) {
                return resumed.trainer();
            }
            List<String> commands = new ArrayList<>(Command.types());
            commands.removeIf(command -> params().scheduled() && command.equals("SetLearningRate"));
            return new AttachedTrainer(start.id(), "a trainer of run specs", Unit.EPOCH, commands, HEARTBEAT);
        }

        public TrainingParams params() {
            return start instanceof TrainingEvent.Start began
                    ? began.params()
                    : ((TrainingEvent.Resumption) start).params();
        }

        /** From which checkpoint it goes on. */
        public Optional<TrainingEvent.Resumption> resumption() {
            return start instanceof TrainingEvent.Resumption resumed ? Optional.of(resumed) : Optional.empty();
        }

        /** Whether this says the same attachment again. */
        boolean repeats(Attach earlier) {
            return transport == Transport.HTTP
                    ? trainer().attachId().equals(earlier.trainer().attachId())
                    : SameJson.same(body, earlier.body());
        }

        @Override
        public Optional<TrainingEvent.Barrier> barrier() {
            return start instanceof TrainingEvent.Barrier asked ? Optional.of(asked) : Optional.empty();
        }
    }

    /**
     * {@code POST /runs/RUN/attempts/ATTEMPT/events}.
     *
     * @param requestWait how long to wait for a command, where it asks for no verdict
     */
    record Events(
            JsonNode body,
            String run,
            int attempt,
            List<SaidEvent> said,
            List<BatchEnded> batches,
            Duration requestWait)
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
