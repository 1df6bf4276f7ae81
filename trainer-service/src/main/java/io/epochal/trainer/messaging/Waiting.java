package io.epochal.trainer.messaging;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.jboss.logging.Logger;

/** Waiting for a run, for as long as the lock on its record may be left alone. */
final class Waiting {
    private static final Logger LOG = Logger.getLogger(Waiting.class);

    private Waiting() {}

    /** What is to be done with the record: accepted when the run has ended, released when it could not begin, else renewed. */
    static AcknowledgeType until(Future<?> run, Duration limit) throws InterruptedException {
        try {
            run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return AcknowledgeType.ACCEPT;
        } catch (TimeoutException e) {
            return AcknowledgeType.RENEW;
        } catch (ExecutionException e) {
            LOG.error("a run could not begin; it goes back to the queue", e.getCause());
            return AcknowledgeType.RELEASE;
        }
    }
}
