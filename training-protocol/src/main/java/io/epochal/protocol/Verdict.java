package io.epochal.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The callback service's answer to one barrier event; there is one for every barrier, if only to say "carry on".
 *
 * @param answers the sequence of the barrier event
 * @param commands in the order in which they take effect
 * @param callbacks the callbacks as they stand from now on, for the next barrier event to carry
 * @param reasons what each callback thought, in words
 * @param recordings what each recorder of the callbacks list is to write down
 * @param retain epochs whose weights a callback may still ask back; their checkpoints must be kept
 * @param ask when the next barrier event is due
 */
public record Verdict(
        String run,
        int attempt,
        long answers,
        Instant time,
        List<Command> commands,
        List<Map<String, Object>> callbacks,
        List<Reason> reasons,
        List<Recording> recordings,
        List<Integer> retain,
        Ask ask)
        implements ControlMessage {
    public Verdict {
        commands = List.copyOf(commands);
        callbacks = List.copyOf(callbacks);
        reasons = List.copyOf(reasons);
        recordings = List.copyOf(recordings);
        retain = List.copyOf(retain);
    }

    @Override
    public String id() {
        return run + "/" + attempt + "/" + answers + "/verdict";
    }

    /**
     * Why.
     *
     * @param callback the type of the callback, such as {@code EarlyStopping}
     */
    public record Reason(String callback, String text) {}

    /**
     * The logs as a recorder's place in the callbacks list shows them: earlier callbacks' entries are in it, later ones' are not.
     *
     * @param position in the callbacks list, from 0; the place behind the last is that of Keras' {@code History}
     */
    public record Recording(int position, Metrics logs) {}
}
