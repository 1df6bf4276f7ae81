package io.epochal.trainer.run.barrier;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** What is published once a trial is confirmed, in order. */
final class PendingEvents {
    /** Of more, the rest is discarded: all of it is of batches. */
    static final int MOST = 100_000;

    private static final Logger LOG = Logger.getLogger(PendingEvents.class);

    private final List<Runnable> reports = new ArrayList<>();

    void add(Runnable report) {
        if (reports.size() == MOST) {
            LOG.debugf("a batch is not recorded: %d wait for the verdict already", MOST);
            return;
        }
        reports.add(report);
    }

    void publish() {
        reports.forEach(Runnable::run);
    }
}
