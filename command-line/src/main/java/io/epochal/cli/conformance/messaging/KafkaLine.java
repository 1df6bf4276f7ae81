package io.epochal.cli.conformance.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.cli.conformance.SaidRecord;
import io.epochal.cli.conformance.Transport;
import io.epochal.cli.conformance.program.TopicsLine;
import io.epochal.kafka.Records;
import io.epochal.kafka.ShareGroup;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics with a prefix of their own, for one scenario. */
public final class KafkaLine implements TopicsLine {
    private static final String SOURCE = "/epochal-conformance";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final List<Topic> READ = List.of(Topic.EVENTS, Topic.BATCHES);

    private final Broker broker;
    private final String prefix;
    private final long begun = System.currentTimeMillis();
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;

    /** Kafka and S3, which can be cut off. */
    public interface Broker {
        Endpoints endpoints();

        /** Returns when both are back. */
        void restart() throws IOException;
    }

    private KafkaLine(Broker broker, String prefix) throws IOException {
        this.broker = broker;
        this.prefix = prefix;
        Map<String, Object> client = broker.endpoints().kafkaClient();
        create(client, prefix);
        this.consumer = new KafkaConsumer<>(reading(client), new StringDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(writing(client), new StringSerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = READ.stream()
                .map(topic -> new TopicPartition(topic.name(prefix), 0))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** New topics for each scenario, on one broker, whose data may be those of an earlier check. */
    public static Factory on(Broker broker) {
        return () -> new KafkaLine(broker, "conformance-" + UUID.randomUUID() + ".");
    }

    /** On a busy machine a broker may be fenced off for a moment, and takes no topic then. */
    private static void create(Map<String, Object> client, String prefix) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new Topics(client, TopicPlan.singleNode(prefix)).ensure(List.of(Topic.values()));
                new ShareGroup(client, ShareGroup.TRAINERS).ensure();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Map<String, Object> reading(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of("enable.auto.commit", "false", "fetch.max.wait.ms", "50"));
        return settings;
    }

    private static Map<String, Object> writing(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("acks", "all");
        return settings;
    }

    @Override
    public Map<String, String> environment() {
        Endpoints endpoints = broker.endpoints();
        Map<String, String> environment = new HashMap<>(endpoints.kafkaEnvironment());
        environment.put("EPOCHAL_TOPIC_PREFIX", prefix);
        environment.put("EPOCHAL_S3_ENDPOINT", endpoints.s3());
        environment.put("EPOCHAL_S3_BUCKET", Infrastructure.BUCKET);
        environment.put("EPOCHAL_S3_ACCESS_KEY", endpoints.accessKey());
        environment.put("EPOCHAL_S3_SECRET_KEY", endpoints.secretKey());
        return environment;
    }

    @Override
    public List<SaidRecord> poll(Duration limit) {
        List<SaidRecord> said = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
            SaidRecord one = said(record);
            if (!SOURCE.equals(one.headers().get("ce_source"))) {
                said.add(one);
            }
        }
        // Of one moment the events come first: a batch follows what the verdict on an event has ordered.
        said.sort(Comparator.comparing(SaidRecord::time).thenComparing(SaidRecord::topic));
        return said;
    }

    private SaidRecord said(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
        }
        Topic topic = record.topic().equals(Topic.EVENTS.name(prefix)) ? Topic.EVENTS : Topic.BATCHES;
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new SaidRecord(topic, record.key(), headers, value, Duration.ofMillis(record.timestamp() - begun));
    }

    @Override
    public boolean isReadToEnd() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void say(Topic topic, Message message) throws IOException {
        try {
            producer.send(Records.of(topic.name(prefix), message, SOURCE)).get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not accept " + message.id() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending");
        }
    }

    @Override
    public void cut() throws IOException {
        broker.restart();
    }

    @Override
    public void supersede(String run, int attempt, Transport transport) throws IOException {
        if (transport == Transport.QUEUE) {
            claim(run, attempt);
        } else {
            say(Topic.EVENTS, OtherTrainer.attaching(run, attempt));
        }
    }

    private void claim(String run, int attempt) throws IOException {
        Endpoints at = broker.endpoints();
        MinioObjectStore store = new MinioObjectStore(at.s3(), Infrastructure.BUCKET, at.accessKey(), at.secretKey());
        Attempts.Claimant other = new Attempts.Claimant(OtherTrainer.NAME, "another-ticket", false);
        if (new Attempts(store, run).claim(attempt - 1, other).isEmpty()) {
            throw new IOException("attempt " + attempt + " of " + run + " is claimed already");
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
