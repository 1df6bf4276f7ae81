package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.channel.ChannelReader;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.stack.CountedReads;
import io.epochal.stack.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recorder reads when it starts does not grow with the runs that it has recorded. */
@Tag("slow")
class RecorderStartTest {
    private static final int OLD = 2000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private EmbeddedKafka kafka;
    private KafkaClients clients;
    private Producer<String, byte[]> producer;
    private ServiceProducers producers;
    private final List<TrainingEvent> recorded = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        kafka.create(TopicPlan.singleNode("training."));
        clients = new KafkaClients(
                Map.of("bootstrap.servers", kafka.bootstrap(), "interceptor.classes", CountedReads.class.getName()),
                "training.");
        KafkaClients uncounted = new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrap()), "training.");
        producer = uncounted.producer();
        producers = new ServiceProducers(uncounted);
    }

    private static void forgetCounts() {
        var unused = CountedReads.take("training.events") + CountedReads.take("training.summaries");
    }

    @AfterEach
    void stop() {
        producer.close();
        producers.close();
        kafka.close();
    }

    @Test
    void recordsOfRunsThatAreRecordedAreNotReadAgain() throws Exception {
        trainRuns(OLD);
        recordUntil(OLD);
        forgetCounts();
        trainRuns(1);

        recordUntil(OLD + 1);

        assertThat(CountedReads.take("training.events")).isEqualTo(1);
    }

    @Test
    void theSummariesAreReadAndNoRecordThatIsSummarized() throws Exception {
        trainRuns(OLD);
        SummaryRecorder.recordAll(kafka.bootstrap(), OLD);
        forgetCounts();
        trainRuns(1);

        try (SummaryRecorder recorder = new SummaryRecorder(clients)) {
            await().atMost(LIMIT).until(() -> SummaryRecorder.committed(clients) == OLD + 1);
            assertThat(recorder.joined()).isTrue();
        }

        assertThat(CountedReads.take("training.events")).isEqualTo(1);
        assertThat(CountedReads.take("training.summaries")).isBetween((long) OLD, OLD + 500L);
    }

    @Test
    void batchesAreNotHandedToARecorderThatIgnoresThem() throws Exception {
        trainRuns(1);
        var unused = producer.send(Records.of(
                "training.events", new BatchRecorded("run", 1, 0, Instant.EPOCH, 0, 0, 1, Metrics.NONE, 0.1), "/test"));
        trainRuns(1);

        recordUntil(2);

        assertThat(recorded).hasSize(2).doesNotHaveAnyElementsOfTypes(BatchRecorded.class);
    }

    /** A process that records, and ends when it has confirmed so many events in all. */
    private void recordUntil(int all) throws Exception {
        RebuildingRecorder csv = new RebuildingRecorder(folder.resolve("csv"), CsvFormat::new, failure -> {
            throw new AssertionError(failure.toString());
        });
        try (RecordingChannel channel = new RecordingChannel(
                "csv",
                Set.of(BatchRecorded.class),
                (record, event) -> {
                    csv.record(record.partition(), event);
                    recorded.add(event);
                },
                new PartitionRewinder(csv),
                new DeadLetterPublisher(producers, "training.", new SimpleMeterRegistry()),
                folder.resolve("state"),
                thrown -> {})) {
            ChannelReader reader = new ChannelReader(
                    ServiceChannels.CSV,
                    List.of("training.events"),
                    () -> clients.member(ServiceChannels.CSV),
                    channel,
                    thrown -> {});
            reader.start();
            await().atMost(LIMIT).until(() -> recorded.size() == all);
            reader.close();
        }
    }

    private void trainRuns(int count) {
        for (int run = 0; run < count; run++) {
            var unused = producer.send(Records.of(
                    "training.events",
                    new TrainingEvent.Heartbeat("run-" + System.nanoTime(), 1, 0, Instant.EPOCH, 0, 0, 1),
                    "/test"));
        }
        producer.flush();
    }
}
