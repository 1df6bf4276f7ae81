package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.TreeSet;

/** What may begin a run, beyond what holds of every event. */
final class AttachCheck {
    private static final int MOST_HEARTBEAT = 86_400;
    private static final int MOST_NAME = 200;
    private static final int MOST_METRICS = 1_000;
    private static final List<String> COMMANDS = Command.types();

    private AttachCheck() {}

    /**
     * Returns for an attachment with which a run may begin.
     *
     * @throws ProblemException for any other, with the field of the request
     */
    static void require(TrainingEvent.Barrier barrier, CallbackCheck callbacks) {
        AttachedTrainer trainer = barrier instanceof AttachedRunStarted started
                ? started.trainer()
                : ((AttachedRunResumed) barrier).trainer();
        TrainingParams params = barrier.params();
        require(
                !trainer.name().isBlank()
                        && Printable.of(trainer.name(), MOST_NAME).equals(trainer.name()),
                "trainer must be 1 to " + MOST_NAME + " printable characters, such as keras 3.15.1 on jax");
        require(trainer.heartbeat() <= MOST_HEARTBEAT, "heartbeat must be from 1 to " + MOST_HEARTBEAT + " seconds");
        require(
                params.metrics().size() <= MOST_METRICS && params.directions().size() <= MOST_METRICS,
                "params may name at most " + MOST_METRICS + " metrics");
        requireCommands(trainer.capabilities());
        try {
            callbacks.require(barrier.callbacks(), params, new TreeSet<>(trainer.capabilities()));
        } catch (SpecException e) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static void requireCommands(List<String> capabilities) {
        for (String capability : capabilities) {
            require(
                    COMMANDS.contains(capability),
                    "capabilities has " + Printable.of(capability, 100) + ", which is no command; there are: "
                            + String.join(", ", COMMANDS) + Nearest.hint(capability, COMMANDS));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, otherwise);
        }
    }
}
