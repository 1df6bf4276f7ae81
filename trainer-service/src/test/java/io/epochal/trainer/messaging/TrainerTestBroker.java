package io.epochal.trainer.messaging;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.stack.EmbeddedKafka;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Runs;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Kafka in this JVM with the topics, and a client of it. */
final class TrainerTestBroker implements AutoCloseable {
    private final Path folder;
    private EmbeddedKafka kafka;
    private final KafkaSettings settings;
    private final KafkaProducer<String, byte[]> producer;

    TrainerTestBroker(Path folder) throws IOException {
        this(folder, KafkaSettings.SHARE_GROUP, 1);
    }

    /** @param queue which kind of group it is */
    TrainerTestBroker(Path folder, String queue, int queuePartitions) throws IOException {
        this(folder, queue, queuePartitions, 1);
    }

    /** @param partitions of every other topic */
    TrainerTestBroker(Path folder, String queue, int queuePartitions, int partitions) throws IOException {
        this.folder = folder;
        kafka = new EmbeddedKafka(folder, 0);
        kafka.create(new TopicPlan("training.", partitions, queuePartitions, (short) 1));
        settings = settings(kafka.bootstrap(), queue);
        producer = settings.eventProducer();
    }

    static KafkaSettings settings(String bootstrap, String queue) {
        return new KafkaSettings(Map.of("bootstrap.servers", bootstrap), "training.", 5, queue, false);
    }

    /** The settings of a trainer that also applies verdicts among the requests, as older deciders publish them. */
    KafkaSettings settingsOfAnUpgrade() {
        return new KafkaSettings(settings.client(), "training.", 5, KafkaSettings.SHARE_GROUP, true);
    }

    /** As they are when a service has been started. */
    KafkaPreparation needs() {
        KafkaPreparation needs = new KafkaPreparation(settings, 1, Optional.empty(), (short) 1);
        needs.begin(new StartupEvent());
        return needs;
    }

    /** A queue of this trainer's, with a store that is there. */
    static RunQueue queue(KafkaSettings settings, KafkaPreparation needs, Runs runs) {
        return queue(settings, needs, runs, new InMemoryObjectStore(), Duration.ofMinutes(1));
    }

    static RunQueue queue(
            KafkaSettings settings, KafkaPreparation needs, Runs runs, ObjectStore store, Duration lookEvery) {
        StorePreparation stores = new StorePreparation(store);
        stores.begin(new StartupEvent());
        return new RunQueue(settings, needs, stores, runs, new UnfinishedRuns(store), new NoEnd(), lookEvery);
    }

    /** The tests' process does not end. */
    static final class NoEnd extends ProcessEnd {
        @Override
        void now(Throwable why) {
            throw new IllegalStateException("this trainer would end", why);
        }
    }

    /** Away for some seconds, and then where it was. */
    void restart() throws IOException {
        String before = kafka.bootstrap();
        kafka.close();
        kafka = new EmbeddedKafka(folder, Integer.parseInt(before.substring(before.lastIndexOf(':') + 1)));
    }

    String bootstrap() {
        return kafka.bootstrap();
    }

    /** With one more setting of each client. */
    KafkaSettings settingsWith(String setting, String value) {
        return new KafkaSettings(
                Map.of("bootstrap.servers", bootstrap(), setting, value),
                "training.",
                5,
                KafkaSettings.SHARE_GROUP,
                false);
    }

    KafkaSettings settings() {
        return settings;
    }

    void send(Topic topic, Message message) {
        send(Records.of(settings.topic(topic), message, "/test"));
    }

    void send(ProducerRecord<String, byte[]> record) {
        var unused = producer.send(record);
        producer.flush();
    }

    /** Returns before it is durable. */
    void sendSoon(Topic topic, Message message) {
        var unused = producer.send(Records.of(settings.topic(topic), message, "/test"));
    }

    /** Returns when all that was sent is durable. */
    void flush() {
        producer.flush();
    }

    /** All records that are in a topic now. */
    List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        TopicPartition partition = new TopicPartition(settings.topic(topic), 0);
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }
}
