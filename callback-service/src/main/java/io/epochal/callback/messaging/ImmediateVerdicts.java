package io.epochal.callback.messaging;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Decides on what an attached program asks before the event is in the log, so that event and verdict go to Kafka together. A header of
 * the event says so, and deciders pass over it. A verdict follows from its event alone, so it is the one that they would give.
 */
@ApplicationScoped
class ImmediateVerdicts {
    private static final Logger LOG = Logger.getLogger(ImmediateVerdicts.class);
    /** Has the sender of the verdict. */
    private static final String DECIDED_BY = "epochal-decided-by";

    private final Clock clock = Clock.systemUTC();
    private final boolean deciding;

    ImmediateVerdicts(@ConfigProperty(name = "epochal.deciding") boolean deciding) {
        this.deciding = deciding;
    }

    /**
     * The verdict on an event. Empty where it asks nothing, and where only a decider may answer: this process does not decide, callbacks
     * are replaced or are not all ours, or one of them fails, which a decider contains and reports.
     */
    Optional<Verdict> on(TrainingEvent event) {
        if (!deciding || !(event instanceof TrainingEvent.Barrier barrier) || isReplacement(event)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Deliberation.decide(barrier, CallbackProviders.NONE, clock.instant()));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.debugf(e, "%s is left to a decider", event.id());
            return Optional.empty();
        }
    }

    /** Whether foreign callbacks may come in. */
    private static boolean isReplacement(TrainingEvent event) {
        return event instanceof TrainingEvent.BatchReached reached && reached.replacement() != null;
    }

    /** Says on the event that its verdict was sent with it. */
    static void mark(ProducerRecord<String, byte[]> event, String source) {
        event.headers().add(DECIDED_BY, source.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the verdict was sent with the event. */
    static boolean isMarked(ConsumerRecord<String, byte[]> event) {
        return event.headers().lastHeader(DECIDED_BY) != null;
    }
}
