package io.epochal.trainer.messaging;

import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.trainer.run.Supervisor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jboss.logging.Logger;

/** Opens the line of each attempt; the producers behind it live as long as the service. */
@ApplicationScoped
class KafkaSupervisors implements Supervisor.Factory {
    private static final Logger LOG = Logger.getLogger(KafkaSupervisors.class);

    private final KafkaSettings settings;
    private final KafkaProducer<String, byte[]> events;
    private final KafkaProducer<String, byte[]> batches;
    private final Counter dropped;

    KafkaSupervisors(KafkaSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.events = settings.eventProducer();
        this.batches = settings.batchProducer();
        this.dropped = Counter.builder("epochal.batch.events.dropped")
                .description(
                        "batch events that were not published because the buffer was full or the broker refused them")
                .register(meters);
    }

    @Override
    public Supervisor open(String run, int attempt) {
        Clock clock = Clock.systemUTC();
        String eventTopic = settings.topic(Topic.EVENTS);
        String batchTopic = settings.topic(Topic.BATCHES);
        return new KafkaSupervisor(
                run,
                attempt,
                clock,
                event -> send(events, eventTopic, event, () -> LOG.errorf("run %s: lost event %s", run, event.id())),
                () -> {
                    events.flush();
                    batches.flush();
                },
                new BatchPublisher(
                        run,
                        attempt,
                        clock,
                        batch -> send(batches, batchTopic, batch, dropped::increment),
                        dropped::increment),
                new ControlMailbox(
                        run, attempt, before(run, attempt), settings.controlConsumer(), settings.topic(Topic.CONTROL)));
    }

    private AnsweredBefore before(String run, int attempt) {
        if (attempt == 1) {
            return AnsweredBefore.NOTHING;
        }
        try (KafkaConsumer<String, byte[]> consumer = settings.controlConsumer()) {
            return AnsweredBefore.read(run, consumer, settings.topic(Topic.EVENTS));
        }
    }

    private void send(KafkaProducer<String, byte[]> producer, String topic, Message message, Runnable onLoss) {
        var unused = producer.send(KafkaRecords.of(topic, message, settings.source()), (metadata, failure) -> {
            if (failure != null) {
                LOG.errorf(failure, "%s was not taken by %s", message.id(), topic);
                onLoss.run();
            }
        });
    }

    @PreDestroy
    void close() {
        events.close();
        batches.close();
    }
}
