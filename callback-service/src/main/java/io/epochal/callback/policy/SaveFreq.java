package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keras' {@code save_freq}: at each epoch's end, or at the first call that comes so many batches or more after the last save,
 * counted across epochs; where time may decide, also {@code "90s"}, which Keras lacks. With {@code steps_per_execution} there is
 * no call at most batches, so what was last saved is state of the callback.
 *
 * @param batches null unless every so many batches
 * @param seconds null unless every so many seconds
 */
record SaveFreq(@Nullable Integer batches, @Nullable Double seconds) {
    private static final String SINCE = "saved_at";
    private static final double LEAST_SECONDS = 1;
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,20})?)s");

    static SaveFreq read(Fields fields) {
        Object value = fields.raw("save_freq");
        if (value == null || value.equals("epoch")) {
            return new SaveFreq(null, null);
        }
        if (value instanceof Integer batches && batches > 0) {
            return new SaveFreq(batches, null);
        }
        throw fields.wrong("save_freq", "must be \"epoch\" or a number of batches, 1 or more");
    }

    /** As {@link #read}, for callbacks that also accept a time. */
    static SaveFreq readWithTime(Fields fields) {
        Matcher time = SECONDS.matcher(String.valueOf(fields.raw("save_freq")));
        if (!time.matches()) {
            return read(fields);
        }
        double seconds = Double.parseDouble(time.group(1));
        // A run that an earlier version accepted continues.
        if (seconds >= LEAST_SECONDS || fields.isLenient()) {
            return new SaveFreq(null, Math.max(seconds, LEAST_SECONDS));
        }
        throw fields.wrong("save_freq", "must be 1 second or more");
    }

    boolean atEpochs() {
        return batches == null && seconds == null;
    }

    /** @param since the step of the last save; null in a run of an earlier version, which saved at multiples */
    boolean dueAt(long step, @Nullable Long since) {
        return batches != null && (since == null ? step % batches == 0 : step - since >= batches);
    }

    /** @param since as {@link #dueAt} has it */
    Ask asks(long step, @Nullable Long since) {
        if (batches == null) {
            return Ask.AT_EPOCH_END;
        }
        return since == null ? Ask.everyFrom(step, batches) : new Ask(Math.max(step + 1, since + batches), false);
    }

    /** The step to count from, for a callback that begins at this one: its own, or the last multiple. */
    @Nullable
    Long countsFrom(long step, @Nullable Long since) {
        if (batches == null) {
            return null;
        }
        return since != null ? since : Long.valueOf(step - step % batches);
    }

    static @Nullable Long readSince(Fields state) {
        return state.has(SINCE) ? Long.valueOf(state.longInteger(SINCE, Long.MIN_VALUE)) : null;
    }

    static void writeSince(Map<String, Object> state, @Nullable Long since) {
        if (since != null) {
            state.put(SINCE, since);
        }
    }

    OptionalDouble time() {
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    Object json() {
        if (seconds != null) {
            return seconds + "s";
        }
        return batches == null ? "epoch" : batches;
    }
}
