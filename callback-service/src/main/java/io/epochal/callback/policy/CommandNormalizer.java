package io.epochal.callback.policy;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.Printable;

/** A callback's command as a trainer gets it: a checkpoint has the name that it is stored by, and a reason can be shown. */
final class CommandNormalizer {
    private static final int LONGEST_REASON = 1000;

    private CommandNormalizer() {}

    /** @throws io.epochal.protocol.SpecException for a name that no checkpoint can have */
    static Command command(Command command) {
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
