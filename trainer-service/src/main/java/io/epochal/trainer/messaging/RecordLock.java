package io.epochal.trainer.messaging;

import io.epochal.trainer.run.port.Runs;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/** Keeps a record of the queue held while something else takes its time. Used by the queue's thread. */
final class RecordLock {
    private static final Logger LOG = Logger.getLogger(RecordLock.class);

    private final RecordQueue queue;
    private final CountDownLatch closing;

    /** @param closing is counted down when this trainer shuts down */
    RecordLock(RecordQueue queue, CountDownLatch closing) {
        this.queue = queue;
        this.closing = closing;
    }

    /**
     * Waits for a run.
     *
     * @param lost is told whenever the record is found to be another trainer's
     */
    RunWait.Result until(Future<Runs.Outcome> run, Runnable lost) throws InterruptedException {
        RunWait.Result result = RunWait.until(run, queue.pace());
        while (result.state() == RunWait.State.STILL_TRAINING) {
            if (!renewed()) {
                lost.run();
            }
            result = RunWait.until(run, queue.pace());
        }
        return result;
    }

    /** A pause; shorter when this trainer shuts down. */
    void rest(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        long renewal = System.nanoTime() + queue.pace().toNanos();
        while (!isClosing() && System.nanoTime() < end) {
            long now = System.nanoTime();
            if (now >= renewal) {
                var unused = renewed();
                renewal = now + queue.pace().toNanos();
            }
            var unused = closing.await(Math.max(1, Math.min(end, renewal) - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** A broker that is unavailable takes nothing from this trainer; what it makes of that when it is back is seen then. */
    private boolean renewed() {
        try {
            return queue.hold();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("the hold on the run under way could not be renewed: %s", e.getMessage());
            return true;
        }
    }
}
