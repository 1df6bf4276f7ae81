package io.epochal.trainer.run.state;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command.SaveEvery;
import io.epochal.protocol.ModelWeights;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What verdicts have asked for that holds until they ask for something else.
 *
 * @param retain epochs whose weights a callback may still restore
 * @param ask when the next verdict is due
 * @param recordEvery of how many batches one is recorded; 0 for none
 * @param evaluateOn the weights to validate with
 * @param saveEvery how often to save between batches, and under which name; null for never
 */
public record Directives(
        Set<Integer> retain, Ask ask, int recordEvery, ModelWeights evaluateOn, @Nullable SaveEvery saveEvery) {
    /** Those of a run that no verdict has reached. */
    public static final Directives NONE = new Directives(Set.of(), Ask.AT_EPOCH_END, 0, ModelWeights.TRAINED, null);

    public Directives {
        retain = Set.copyOf(retain);
    }

    /** Retain and ask are replaced by every verdict; the rest only by a command. */
    public Directives with(Set<Integer> needed, Ask next) {
        return new Directives(needed, next, recordEvery, evaluateOn, saveEvery);
    }

    /** Of two recording intervals the shorter one holds. */
    public Directives recording(int every) {
        int shortest = recordEvery == 0 ? every : Math.min(recordEvery, every);
        return new Directives(retain, ask, shortest, evaluateOn, saveEvery);
    }

    public Directives evaluatingOn(ModelWeights weights) {
        return new Directives(retain, ask, recordEvery, weights, saveEvery);
    }

    public Directives saving(SaveEvery every) {
        return new Directives(retain, ask, recordEvery, evaluateOn, every);
    }

    /** Whether the batch that this step trained is to be recorded. */
    public boolean records(long step) {
        return recordEvery > 0 && step % recordEvery == 0;
    }
}
