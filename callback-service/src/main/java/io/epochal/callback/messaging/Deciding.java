package io.epochal.callback.messaging;

import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.Message;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

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
        try {
            Message message = Records.read(record);
            if (message instanceof TrainingEvent.Barrier barrier) {
                verdicts.sendMessageAndAwait(Records.outgoing(Deliberation.decide(barrier, clock.instant()), SOURCE));
            }
        } catch (UnreadableException | SpecException e) {
            LOG.errorf(
                    "%s-%d@%d goes to the dead letters: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            deadLetters.sendMessageAndAwait(Records.deadLetter(record, String.valueOf(e.getMessage())));
        }
    }
}
