package io.epochal.callback.policy;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.field.Printable;

/** A callback's command as the trainer gets it: with the name by which a checkpoint is stored, and with printable reasons. */
final class NormalizedCommand {
    private static final int LONGEST_REASON = 1000;

    private NormalizedCommand() {}

    /** @throws io.epochal.protocol.field.SpecException for a name that no checkpoint can have */
    static Command of(Command command) {
        if (command instanceof Command.SaveCheckpoint save) {
            return save.normalized();
        }
        if (command instanceof Command.SaveEvery often) {
            return new Command.SaveEvery(often.seconds(), CheckpointPath.choose("name", often.name()));
        }
        if (command instanceof Command.StopTraining stop) {
            return new Command.StopTraining(reason(stop.reason()));
        }
        return command instanceof Command.FailRun failure ? new Command.FailRun(reason(failure.reason())) : command;
    }

    static String reason(String text) {
        return Printable.of(text, LONGEST_REASON);
    }
}
