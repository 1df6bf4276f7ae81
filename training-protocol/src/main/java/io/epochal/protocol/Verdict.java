package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The callback service's answer to one barrier event; there is one for every barrier, if only to continue.
 *
 * @param answers the sequence of the barrier event
 * @param commands in the order in which they take effect
 * @param callbacks the callbacks as they stand from now on, for the next barrier event to carry
 * @param reasons what each callback found, in words
 * @param recordings what each recorder of the callbacks list is to write down
 * @param retain epochs whose weights a callback may still ask back; their checkpoints must be kept
 * @param ask when the next barrier event is due
 * @param refusal why the callbacks were not replaced, where the event asked for that; null where they were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
        Ask ask,
        @Nullable String refusal)
        implements ControlMessage {
    private static final String ID_END = "/verdict";

    /** One that refuses nothing. */
    public Verdict(
            String run,
            int attempt,
            long answers,
            Instant time,
            List<Command> commands,
            List<Map<String, Object>> callbacks,
            List<Reason> reasons,
            List<Recording> recordings,
            List<Integer> retain,
            Ask ask) {
        this(run, attempt, answers, time, commands, callbacks, reasons, recordings, retain, ask, null);
    }

    public Verdict {
        commands = MessageCheck.copy("commands", commands);
        callbacks = MessageCheck.copy("callbacks", callbacks);
        reasons = MessageCheck.copy("reasons", reasons);
        recordings = MessageCheck.copy("recordings", recordings);
        retain = MessageCheck.copy("retain", retain);
    }

    /** The same, where the callbacks were to be replaced and are not. */
    public Verdict refusing(String why) {
        return new Verdict(run, attempt, answers, time, commands, callbacks, reasons, recordings, retain, ask, why);
    }

    @Override
    public String id() {
        return run + "/" + attempt + "/" + answers + ID_END;
    }

    /** The barrier that the verdict with this id answers; empty for any other text. */
    public static Optional<BarrierAddress> answered(String id) {
        return id.endsWith(ID_END)
                ? BarrierAddress.ofId(id.substring(0, id.length() - ID_END.length()))
                : Optional.empty();
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
