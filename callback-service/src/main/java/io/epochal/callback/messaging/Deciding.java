package io.epochal.callback.messaging;

import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One barrier event in, one verdict out. The event counts as read once its verdict is durable, so a crash means that it is answered
 * again, with the same words.
 */
@ApplicationScoped
class Deciding {
    private static final Logger LOG = Logger.getLogger(Deciding.class);
    private static final String SOURCE = "/callback-service";

    private final Clock clock = Clock.systemUTC();
    private final MutinyEmitter<byte[]> verdicts;
    private final MutinyEmitter<byte[]> deadLetters;

    Deciding(
            @Channel("verdicts") MutinyEmitter<byte[]> verdicts,
            @Channel("dead-letters") MutinyEmitter<byte[]> deadLetters) {
        this.verdicts = verdicts;
        this.deadLetters = deadLetters;
    }

    @Incoming("barriers")
    @Blocking
    void decide(ConsumerRecord<String, byte[]> record) {
        Verdict verdict;
        try {
            if (!(Records.read(record) instanceof TrainingEvent.Barrier barrier)) {
                return;
            }
            verdict = Deliberation.decide(barrier, clock.instant());
        } catch (UnreadableException | SpecException e) {
            setAside(record, String.valueOf(e.getMessage()), null);
            return;
        } catch (RuntimeException e) {
            // A fault in a callback. Failing here would end the channel, and with it the verdicts on every other run.
            setAside(record, e.toString(), e);
            return;
        }
        verdicts.sendMessageAndAwait(Records.outgoing(verdict, SOURCE));
    }

    private void setAside(ConsumerRecord<String, byte[]> record, String reason, @Nullable Throwable fault) {
        LOG.errorf(
                fault,
                "%s-%d@%d goes to the dead letters: %s",
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
        deadLetters.sendMessageAndAwait(Records.deadLetter(record, reason));
    }
}
