package io.epochal.callback.messaging;

import io.epochal.kafka.ExampleRecords;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Decides on made-up events, beside what the service does, so that the JVM has compiled the code when a run asks. The first hundred
 * decisions of a process take milliseconds each, a later one a tenth of that; and a run may have no more than a hundred epochs.
 */
final class Rehearsal {
    static final int TIMES = 500;

    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    private final AtomicBoolean begun = new AtomicBoolean();
    private final Deciding deciding;

    /** Decides, and sends nothing. */
    interface Deciding {
        void decide(ConsumerRecord<String, byte[]> record) throws Exception;
    }

    Rehearsal(Deciding deciding) {
        this.deciding = deciding;
    }

    /** Returns at once; later calls do nothing. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread thread = new Thread(this::run, "rehearsal");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Anything that goes wrong here would go wrong with a run, too, and is reported there. */
    void run() {
        try {
            EpochEnded event = ExampleRecords.epochEnded();
            for (int i = 0; i < TIMES; i++) {
                // Every other one is an improvement.
                double loss = i % 2 == 0 ? 0.5 : 1.5;
                deciding.decide(
                        ExampleRecords.received(ExampleRecords.epochEnded(event, event.run(), event.sequence(), loss)));
            }
        } catch (Exception e) {
            LOG.warnf(e, "the first decisions will be slow: no decision could be rehearsed");
        }
    }
}
