package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Keras' {@code save_freq}: at each epoch's end, or every so many batches, counted from the run's begin and across epochs.
 *
 * @param batches null for {@code "epoch"}
 */
record SaveFreq(@Nullable Integer batches) {
    static SaveFreq read(Fields fields) {
        Object value = fields.raw("save_freq");
        if (value == null || value.equals("epoch")) {
            return new SaveFreq(null);
        }
        if (value instanceof Integer batches && batches > 0) {
            return new SaveFreq(batches);
        }
        throw fields.wrong("save_freq", "must be \"epoch\" or a number of batches, 1 or more");
    }

    boolean atEpochs() {
        return batches == null;
    }

    boolean dueAt(long step) {
        return batches != null && step % batches == 0;
    }

    Ask asks(long step) {
        return batches == null ? Ask.AT_EPOCH_END : Ask.everyFrom(step, batches);
    }

    Object json() {
        return batches == null ? "epoch" : batches;
    }
}
