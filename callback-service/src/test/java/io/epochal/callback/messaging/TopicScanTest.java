package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Topic;
import io.epochal.stack.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One reader for everybody, over a real broker; what it costs is counted in records. */
// It waits for a broker that is not there: others may use the time.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of TopicScanTest")
@Timeout(60)
class TopicScanTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int PARTITIONS = 3;

    @TempDir
    private Path folder;

    private EmbeddedKafka kafka;
    private KafkaClients clients;
    private final AtomicInteger read = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        kafka.create(new TopicPlan("training.", PARTITIONS, PARTITIONS, (short) 1));
        clients = new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrap()), "training.");
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void readsEveryRecordOnceHoweverManyQueriesCome() throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(50);
        try (TopicScan scan = scan()) {
            publish(2_000);
            List<Callable<Integer>> questions = new ArrayList<>();
            for (int asker = 0; asker < 300; asker++) {
                questions.add(() -> {
                    scan.catchUp(LIMIT);
                    return read.get();
                });
            }
            for (Future<Integer> answer : askers.invokeAll(questions)) {
                assertThat(answer.get()).isEqualTo(2_000);
            }
            publish(5);
            scan.catchUp(LIMIT);
            assertThat(read).hasValue(2_005);
        } finally {
            askers.shutdownNow();
        }
    }

    @Test
    void aScanThatRunsOutOfTimeFailsAndTheNextOneContinuesFromThere() throws Exception {
        publish(2_000);
        try (TopicScan scan = scan()) {
            assertThatExceptionOfType(LogUnavailableException.class)
                    .isThrownBy(() -> scan.catchUp(Duration.ofNanos(1)))
                    .withMessageContaining("training.events");
            scan.catchUp(LIMIT);
        }
        assertThat(read).hasValue(2_000);
    }

    @Test
    void whatIsCutOffUnderItIsPassedOver() throws Exception {
        publish(30);
        try (TopicScan scan = scan()) {
            scan.catchUp(LIMIT);
            publish(30);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    TopicPartition all = new TopicPartition("training.events", partition);
                    admin.deleteRecords(Map.of(all, RecordsToDelete.beforeOffset(-1)))
                            .all()
                            .get();
                }
            }
            publish(7);
            scan.catchUp(LIMIT);
        }
        assertThat(read.get()).as("but for what was on its way already").isBetween(37, 67);
    }

    @Test
    void reportsThatThereIsNoBroker() {
        kafka.close();
        try (TopicScan scan = scan()) {
            assertThatExceptionOfType(LogUnavailableException.class).isThrownBy(() -> scan.catchUp(LIMIT));
        }
    }

    private TopicScan scan() {
        return new TopicScan(clients, Topic.EVENTS, record -> read.incrementAndGet());
    }

    private void publish(int count) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        // Not with the service's limits: these are more records at once than it ever sends. One request at a time: a
        // broker takes any
        // first batch of a producer, so a second one that overtakes the first, which a new topic is not ready for,
        // leaves it out of
        // order for ever.
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrap(), "max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int record = 0; record < count; record++) {
                sent.add(producer.send(new ProducerRecord<>("training.events", "run-" + record, new byte[100])));
            }
        }
        for (Future<RecordMetadata> one : sent) {
            assertThat(one.get().hasOffset()).isTrue();
        }
    }
}
