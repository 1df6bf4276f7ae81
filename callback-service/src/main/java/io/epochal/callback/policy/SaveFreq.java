package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.field.Fields;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keras' {@code save_freq}: at each epoch's end, or every so many batches, counted from the run's begin and across epochs; where
 * time may decide, also {@code "90s"}, which Keras lacks.
 *
 * @param batches null unless every so many batches
 * @param seconds null unless every so many seconds
 */
record SaveFreq(@Nullable Integer batches, @Nullable Double seconds) {
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

    boolean dueAt(long step) {
        return batches != null && step % batches == 0;
    }

    Ask asks(long step) {
        return batches == null ? Ask.AT_EPOCH_END : Ask.everyFrom(step, batches);
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
