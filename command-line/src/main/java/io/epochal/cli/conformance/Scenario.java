package io.epochal.cli.conformance;

import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What deciders and users say to a program, and what it must have said in the end. */
public interface Scenario {
    /**
     * A call that is not a repeat.
     *
     * @param before without this call
     */
    record Turn(TrainerCall call, int launch, Transcript before) {
        /** Which round the call ends, from 0; -1 where it ends none. */
        public int round() {
            boolean ends = call.barrier().filter(EpochEnded.class::isInstance).isPresent();
            return ends ? before.rounds().size() : -1;
        }

        public boolean isAtBatch() {
            return call.barrier().filter(BatchReached.class::isInstance).isPresent();
        }

        public boolean isAttach() {
            return call instanceof TrainerCall.Attach;
        }

        /** Batches trained so far, as the question says. */
        public long step() {
            return call.barrier().map(TrainingEvent.Barrier::step).orElse(0L);
        }

        /** Ends the training where the call asks for a verdict: the scenario has seen enough. */
        public Move end() {
            String why = "the conformance kit has seen enough";
            Move end = Move.GO_ON.commanding(
                    before.canObey("StopTraining") ? new Command.StopTraining(why) : new Command.FailRun(why));
            return round() >= 0 || isAtBatch() ? end : Move.GO_ON;
        }
    }

    Move at(Turn turn);

    /**
     * What a user asks for at this moment; asked while the program is answered, and while it waits for commands.
     *
     * @param now since the first launch
     */
    default List<Command> meanwhile(Transcript before, Duration now) {
        return List.of();
    }

    /** Whether the program is to be started again after it ended. */
    default boolean launchesAgain(Transcript before) {
        return false;
    }

    /** Why the duty does not count for this program. */
    default Optional<String> undeclared(Transcript whole) {
        return Optional.empty();
    }

    /** What is not as the contract has it. */
    List<Finding> findings(Transcript whole);
}
