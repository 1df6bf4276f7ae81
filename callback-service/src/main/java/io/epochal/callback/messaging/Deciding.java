package io.epochal.callback.messaging;

import io.epochal.callback.plugin.PluginPath;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.kafka.Records;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
    private final CallbackProviders others;
    private final MutinyEmitter<byte[]> verdicts;
    private final MutinyEmitter<byte[]> deadLetters;
    private final String controlTopic;
    private final String deadLetterTopic;

    Deciding(
            @Channel("verdicts") MutinyEmitter<byte[]> verdicts,
            @Channel("dead-letters") MutinyEmitter<byte[]> deadLetters,
            @ConfigProperty(name = "epochal.topic-prefix") String topicPrefix,
            @ConfigProperty(name = "epochal.plugins") String plugins)
            throws IOException {
        this.others = PluginPath.load(Path.of(plugins));
        this.verdicts = verdicts;
        this.deadLetters = deadLetters;
        this.controlTopic = Topic.CONTROL.name(topicPrefix);
        this.deadLetterTopic = Topic.DEAD_LETTERS.name(topicPrefix);
    }

    @Incoming("barriers")
    @Blocking
    void decide(ConsumerRecord<String, byte[]> record) {
        try {
            if (Records.read(record) instanceof TrainingEvent.Barrier barrier) {
                verdicts.sendMessageAndAwait(Outgoing.of(Records.of(controlTopic, verdict(barrier, record), SOURCE)));
            }
        } catch (UnreadableException e) {
            setAside(record, String.valueOf(e.getMessage()), null);
        }
    }

    /** Whatever a callback does wrong ends its own run, and neither this channel nor the verdicts on other runs. */
    private Verdict verdict(TrainingEvent.Barrier barrier, ConsumerRecord<String, byte[]> record) {
        try {
            return Deliberation.decide(barrier, others, clock.instant());
        } catch (SpecException e) {
            setAside(record, String.valueOf(e.getMessage()), null);
            return Deliberation.fail(barrier, String.valueOf(e.getMessage()), clock.instant());
        } catch (RuntimeException e) {
            setAside(record, e.toString(), e);
            return Deliberation.fail(barrier, "a callback failed: " + e, clock.instant());
        }
    }

    private void setAside(ConsumerRecord<String, byte[]> record, String reason, @Nullable Throwable fault) {
        LOG.errorf(
                fault,
                "%s-%d@%d goes to the dead letters: %s",
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
        deadLetters.sendMessageAndAwait(Outgoing.of(Records.deadLetter(deadLetterTopic, record, reason)));
    }
}
