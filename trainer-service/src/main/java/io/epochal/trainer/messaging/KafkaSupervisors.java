package io.epochal.trainer.messaging;

import io.epochal.checkpoint.ObjectStore;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.tracing.TracedSpan;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens the line of each attempt; the producers behind it live as long as the service. */
@ApplicationScoped
class KafkaSupervisors implements Supervisor.Factory, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaSupervisors.class);

    /** A process that shuts down does not wait for a broker that is unavailable. */
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final KafkaSettings settings;
    private final ObjectStore store;
    private final Traces traces;
    private final KafkaProducer<String, byte[]> events;
    private final KafkaProducer<String, byte[]> batches;
    private final Counter dropped;
    private final Counter overdue;
    private final Counter unrecorded;
    private final Supplier<BarrierRetries> repeating;

    @Inject
    KafkaSupervisors(KafkaSettings settings, ObjectStore store, MeterRegistry meters, Traces traces) {
        this(settings, store, meters, traces, BarrierRetries::new);
    }

    /** @param repeating when each attempt asks again */
    KafkaSupervisors(
            KafkaSettings settings,
            ObjectStore store,
            MeterRegistry meters,
            Traces traces,
            Supplier<BarrierRetries> repeating) {
        this.store = store;
        this.traces = traces;
        this.repeating = repeating;
        this.settings = settings;
        this.events = settings.eventProducer();
        this.batches = settings.batchProducer();
        this.dropped = Counter.builder("epochal.batch.events.dropped")
                .description(
                        "batch events that were not published because the buffer was full or the broker refused them")
                .register(meters);
        this.overdue = Counter.builder("epochal.verdicts.overdue")
                .description("verdicts without which nothing more could be trained")
                .register(meters);
        this.unrecorded = Counter.builder("epochal.batch.records.dropped")
                .description("batches that were to be recorded and are not, because Kafka was away for too long")
                .register(meters);
    }

    @Override
    public Supervisor open(String run, int attempt) {
        Clock clock = Clock.systemUTC();
        String eventTopic = settings.topic(Topic.EVENTS);
        String batchTopic = settings.topic(Topic.BATCHES);
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        AtomicReference<@Nullable RecordMetadata> newest = new AtomicReference<>();
        BarrierRetries repeats = repeating.get();
        RunOffsets log = RunOffsets.open(run, store, settings);
        AnsweredCommands answered = answered(run, attempt, log);
        BarrierTraces tracing = new BarrierTraces(traces, run, attempt, answered.traced());
        ControlMailbox mailbox = new ControlMailbox(
                run,
                attempt,
                log,
                answered,
                tracing::received,
                settings.controlConsumer(),
                settings.controlConsumer(),
                settings.controlTopics());
        log.remember();
        return new KafkaSupervisor(
                run,
                attempt,
                clock,
                new EventPublisher(event -> {
                    send(
                            events,
                            eventTopic,
                            event,
                            record -> tracing.send(event, record),
                            repeats::arrived,
                            newest::set,
                            refused::set);
                    overdue.increment(event instanceof VerdictOverdue ? 1 : 0);
                }),
                events::flush,
                new BatchPublisher(
                        run,
                        attempt,
                        clock,
                        (batch, onLoss) -> send(
                                batches,
                                batchTopic,
                                batch,
                                record -> TracedSpan.NONE,
                                () -> {},
                                place -> {},
                                failure -> onLoss.run()),
                        dropped::increment),
                mailbox,
                () -> Optional.ofNullable(refused.get()),
                repeats,
                tracing,
                unrecorded::increment,
                () -> remember(log, attempt, newest.get()));
    }

    private static void remember(RunOffsets log, int attempt, @Nullable RecordMetadata last) {
        if (last != null) {
            log.endsAt(new TopicPartition(last.topic(), last.partition()), attempt, last.offset() + 1);
            log.remember();
        }
    }

    /** The first attempt is the first to publish anything, so the run's events begin at the log's end. */
    private AnsweredCommands answered(String run, int attempt, RunOffsets log) {
        String topic = settings.topic(Topic.EVENTS);
        try (KafkaConsumer<String, byte[]> consumer = settings.controlConsumer()) {
            if (attempt > 1) {
                return AnsweredCommands.read(run, attempt, log, consumer, topic);
            }
            TopicPartition partition = log.partition(topic, consumer);
            log.startsAt(partition, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
            return AnsweredCommands.NOTHING;
        }
    }

    private void send(
            KafkaProducer<String, byte[]> producer,
            String topic,
            Message message,
            Function<ProducerRecord<String, byte[]>, TracedSpan> tracing,
            Runnable onAnswer,
            Consumer<RecordMetadata> onStored,
            Consumer<Throwable> onLoss) {
        TracedSpan span = TracedSpan.NONE;
        try {
            ProducerRecord<String, byte[]> record = Records.of(topic, message, settings.source());
            TracedSpan sending = tracing.apply(record);
            span = sending;
            var unused = producer.send(record, (metadata, failure) -> {
                onAnswer.run();
                if (failure != null) {
                    sending.failed(failure);
                    lost(topic, message, failure, onLoss);
                } else {
                    sending.stored(metadata);
                    onStored.accept(metadata);
                }
            });
        } catch (InterruptException e) {
            span.failed(e);
            throw e;
        } catch (RuntimeException | Error e) {
            // The sender continues: the run is told, and ends.
            span.failed(e);
            onAnswer.run();
            lost(topic, message, e, onLoss);
        }
    }

    private static void lost(String topic, Message message, Throwable failure, Consumer<Throwable> onLoss) {
        LOG.errorf(failure, "%s was not taken by %s", message.id(), topic);
        onLoss.accept(failure);
    }

    @Override
    @PreDestroy
    public void close() {
        events.close(LEAVING);
        batches.close(LEAVING);
    }
}
