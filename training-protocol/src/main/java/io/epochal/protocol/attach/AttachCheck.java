package io.epochal.protocol.attach;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.util.List;

/** What may begin a run, beyond what holds of every event. */
public final class AttachCheck {
    private static final int MOST_HEARTBEAT = 86_400;
    private static final int MOST_NAME = 200;
    private static final int MOST_METRICS = 1_000;
    private static final List<String> COMMANDS = Command.types();

    private AttachCheck() {}

    /**
     * Returns for a program with which a run may begin. The callbacks are not looked into.
     *
     * @throws CallException for any other, with the field of the request
     */
    public static void require(AttachedTrainer trainer, TrainingParams params) {
        require(
                !trainer.name().isBlank()
                        && Printable.of(trainer.name(), MOST_NAME).equals(trainer.name()),
                "trainer",
                "must be 1 to " + MOST_NAME + " printable characters, such as keras 3.15.1 on jax");
        require(trainer.heartbeat() <= MOST_HEARTBEAT, "heartbeat", "must be from 1 to " + MOST_HEARTBEAT + " seconds");
        require(
                params.metrics().size() <= MOST_METRICS && params.directions().size() <= MOST_METRICS,
                "params",
                "may name at most " + MOST_METRICS + " metrics");
        for (String capability : trainer.capabilities()) {
            require(
                    COMMANDS.contains(capability),
                    "capabilities",
                    "has " + Printable.of(capability, 100) + ", which is no command; there are: "
                            + String.join(", ", COMMANDS) + Nearest.hint(capability, COMMANDS));
        }
    }

    private static void require(boolean holds, String field, String otherwise) {
        if (!holds) {
            throw CallException.ofRequest(field, otherwise);
        }
    }
}
