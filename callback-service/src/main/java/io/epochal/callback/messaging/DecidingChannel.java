package io.epochal.callback.messaging;

import io.epochal.callback.delivery.Handling;
import io.epochal.callback.delivery.RecordDelivery;
import io.epochal.callback.delivery.RepeatedDeathException;
import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.delivery.TimeLimit;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.kafka.Records;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.field.SpecException;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.TracedSpan;
import io.epochal.tracing.Traces;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * One barrier event in, one verdict out, whatever the event and the callbacks are. The event counts as read once its verdict is
 * durable, so after a crash it is answered again, with the same verdict.
 */
@ApplicationScoped
class DecidingChannel implements RecordChannel, Handling<ConsumerRecord<String, byte[]>> {
    private static final String CHANNEL = ServiceChannels.DECIDERS.name();

    private final Clock clock = Clock.systemUTC();
    private final CallbackProviders others;
    private final VerdictPublisher verdicts;
    private final DeadLetterPublisher deadLetters;
    private final Traces traces;
    private final Duration limit;
    private final TimeLimit callbacks;
    private final Rehearsal rehearsal = new Rehearsal(this::rehearse);
    private final RecordDelivery<ConsumerRecord<String, byte[]>> delivery;

    DecidingChannel(
            VerdictPublisher verdicts,
            DeadLetterPublisher deadLetters,
            ServiceExit end,
            CallbackProviders others,
            Traces traces,
            @ConfigProperty(name = "epochal.state.directory") String state,
            @ConfigProperty(name = "epochal.decision-limit") Duration limit) {
        this.others = others;
        this.verdicts = verdicts;
        this.deadLetters = deadLetters;
        this.traces = traces;
        this.limit = limit;
        this.callbacks = new TimeLimit("callbacks", limit);
        this.delivery = new RecordDelivery<>(CHANNEL, Path.of(state), this, end);
    }

    void begin(
            @Observes StartupEvent event,
            ChannelReaders readers,
            @ConfigProperty(name = "epochal.deciding") boolean deciding) {
        if (deciding) {
            readers.start(ServiceChannels.DECIDERS.taking(limit), this, Topic.EVENTS);
        }
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        delivery.deliver(RecordPositions.of(record), record);
    }

    @Override
    public boolean settle() throws InterruptedException {
        verdicts.settle();
        return true;
    }

    @Override
    public Answer answer(ConsumerRecord<String, byte[]> record) throws Throwable {
        if (ImmediateVerdicts.isMarked(record)) {
            return Answer.NONE;
        }
        return Records.read(record) instanceof TrainingEvent.Barrier barrier ? decided(barrier, record) : Answer.NONE;
    }

    private Answer decided(TrainingEvent.Barrier barrier, ConsumerRecord<String, byte[]> record) throws Throwable {
        TracedSpan span = traces.process(record, ServiceChannels.DECIDERS.group(), TraceParent.NONE);
        try {
            TraceParent parent = span.context();
            // Our own callbacks return; a thread for them would cost more than they do.
            return others.providers().isEmpty()
                    ? decided(barrier, parent)
                    : callbacks.call(() -> decided(barrier, parent));
        } catch (Throwable e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
        }
    }

    private Answer decided(TrainingEvent.Barrier barrier, TraceParent parent) {
        return verdicts.of(Deliberation.decide(barrier, others, clock.instant()), parent);
    }

    /** The time that this takes from others is least when the group has just been joined. */
    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        rehearsal.begin();
    }

    /** The answer is not given, so nothing is sent. */
    private Answer rehearse(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        TrainingEvent.Barrier barrier = (TrainingEvent.Barrier) Records.read(record);
        return verdicts.of(Deliberation.decide(barrier, CallbackProviders.NONE, clock.instant()), TraceParent.NONE);
    }

    /** A callback's failure ends its own run, and neither this channel nor the verdicts on other runs. */
    @Override
    public Answer failed(ConsumerRecord<String, byte[]> record, Throwable thrown) {
        String reason = reason(thrown);
        Answer letter = deadLetters.of(CHANNEL, record, reason, thrown);
        Optional<BarrierAddress> waiting = Records.barrier(record);
        return () -> {
            if (waiting.isPresent()) {
                verdicts.failed(waiting.get(), reason, traces.named(record)).give();
            }
            letter.give();
        };
    }

    private static String reason(Throwable thrown) {
        boolean explains = thrown instanceof SpecException
                || thrown instanceof UnreadableException
                || thrown instanceof RepeatedDeathException;
        return explains ? String.valueOf(thrown.getMessage()) : "a callback failed: " + ThrownText.of(thrown);
    }

    @PreDestroy
    void close() throws IOException {
        callbacks.close();
        delivery.close();
    }
}
