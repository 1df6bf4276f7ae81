package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import java.util.List;
import java.util.Optional;

/**
 * What a callback decides on an event.
 *
 * @param next the callback as it stands from now on
 * @param reasons as messages for users
 * @param logs what later callbacks get instead, if this one wrote into the logs
 * @param recording what this callback's recorder is to write down
 */
public record Step(
        Callback next,
        List<Command> commands,
        List<String> reasons,
        Optional<Metrics> logs,
        Optional<Metrics> recording) {
    public Step {
        commands = List.copyOf(commands);
        reasons = List.copyOf(reasons);
    }

    /** Nothing changes. */
    public static Step stay(Callback callback) {
        return to(callback);
    }

    /** The callback as it stands next, and why. */
    public static Step to(Callback next, String... reasons) {
        return new Step(next, List.of(), List.of(reasons), Optional.empty(), Optional.empty());
    }

    /** Commands, in the order of their effect. */
    public Step doing(Command... commands) {
        return new Step(next, List.of(commands), reasons, logs, recording);
    }

    /** The logs that later callbacks get. */
    public Step leaving(Metrics logs) {
        return new Step(next, commands, reasons, Optional.of(logs), recording);
    }

    /** What this callback's recorder is to write down. */
    public Step recording(Metrics seen) {
        return new Step(next, commands, reasons, logs, Optional.of(seen));
    }
}
