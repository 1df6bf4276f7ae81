package io.epochal.cli.view;

import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.Resumption;
import java.util.Optional;

/**
 * What the epochs of a followed run are called, how many there are, and how many batches each has. A trainer that is not ours does
 * not say the latter: an epoch has as many as the one before.
 */
final class RoundCounter {
    private Optional<RunFacts> facts = Optional.empty();
    private int steps;
    /** Where the epoch that is trained now has begun. */
    private long begun;

    /** To be called for each event, before it is shown; an epoch's end counts with {@link #trained}. */
    void follow(RunEvent event) {
        if (event instanceof TrainingEvent numbered) {
            RunFacts.of(numbered).ifPresent(now -> {
                facts = Optional.of(now);
                steps = now.steps();
                begun = numbered instanceof Resumption resumed ? resumed.step() - resumed.batch() : 0;
            });
        }
    }

    /** {@code epoch} or {@code evaluation}. */
    String round() {
        return facts.map(RunFacts::round).orElse("epoch");
    }

    /** {@code Epoch 3/50}; without the number of all where it is not known. */
    String title(int epoch) {
        String all = facts.flatMap(RunFacts::epochs).map(count -> "/" + count).orElse("");
        return RunFacts.title(round()) + " " + (epoch + 1) + all;
    }

    /** Batches in a full epoch; 0 where that is not known yet. */
    int steps() {
        return steps;
    }

    /** Whether the trainer does not say how many batches an epoch has. */
    boolean isLengthUnknown() {
        return facts.isPresent() && facts.get().trainer().isPresent();
    }

    /** How many batches of an epoch were trained: fewer than {@link #steps} where the epoch was stopped. */
    int trained(EpochEnded ended) {
        if (!isLengthUnknown()) {
            long trained = ended.step() - (long) ended.epoch() * steps;
            return trained > 0 && trained < steps ? (int) trained : steps;
        }
        // Whatever a program writes, this is a number that can be shown.
        int trained = (int) Math.max(0, Math.min(Integer.MAX_VALUE, ended.step() - begun));
        begun = ended.step();
        steps = Math.max(steps, trained);
        return trained;
    }
}
