package io.epochal.trainer.run;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command.SaveEvery;
import io.epochal.protocol.ModelWeights;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What verdicts have asked for that holds until they ask for something else.
 *
 * @param retain epochs whose weights may still be asked back
 * @param ask when the next verdict is due
 * @param recordEvery of how many batches one is to be recorded; 0 for none
 * @param evaluateOn the weights to validate with
 * @param saveEvery how often to save between batches, and under which name; null for never
 */
record Orders(Set<Integer> retain, Ask ask, int recordEvery, ModelWeights evaluateOn, @Nullable SaveEvery saveEvery) {
    static final Orders NONE = new Orders(Set.of(), Ask.AT_EPOCH_END, 0, ModelWeights.TRAINED, null);

    Orders {
        retain = Set.copyOf(retain);
    }

    Orders with(Set<Integer> needed, Ask next) {
        return new Orders(needed, next, recordEvery, evaluateOn, saveEvery);
    }

    /** The lower of two wishes holds. */
    Orders recording(int every) {
        return new Orders(retain, ask, recordEvery == 0 ? every : Math.min(recordEvery, every), evaluateOn, saveEvery);
    }

    Orders evaluatingOn(ModelWeights weights) {
        return new Orders(retain, ask, recordEvery, weights, saveEvery);
    }

    Orders saving(SaveEvery every) {
        return new Orders(retain, ask, recordEvery, evaluateOn, every);
    }

    boolean records(long step) {
        return recordEvery > 0 && step % recordEvery == 0;
    }
}
