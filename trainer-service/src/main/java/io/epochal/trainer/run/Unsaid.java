package io.epochal.trainer.run;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is to be said once a trial stands, in order. A value to which one more costs the same however many there are. */
final class Unsaid {
    static final Unsaid NOTHING = new Unsaid(null, null, 0);
    /** Of more, the rest is left out: all of it is of batches. */
    static final int MOST = 100_000;

    private static final Logger LOG = Logger.getLogger(Unsaid.class);

    private final @Nullable Unsaid before;
    private final @Nullable Runnable last;
    private final int count;

    private Unsaid(@Nullable Unsaid before, @Nullable Runnable last, int count) {
        this.before = before;
        this.last = last;
        this.count = count;
    }

    Unsaid and(Runnable event) {
        if (count == MOST) {
            LOG.debugf("a batch is not recorded: %d wait for the verdict already", count);
            return this;
        }
        return new Unsaid(this, event, count + 1);
    }

    void say() {
        Deque<Runnable> inOrder = new ArrayDeque<>();
        for (Unsaid one = this; one != null; one = one.before) {
            if (one.last != null) {
                inOrder.addFirst(one.last);
            }
        }
        inOrder.forEach(Runnable::run);
    }
}
