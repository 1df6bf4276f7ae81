package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.stack.CountedReads;
import io.epochal.stack.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The recorder of summaries, on a real log. Each test has its own topics. */
// It waits for the broker: others may use the time. Its own tests share the group of recorders.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of SummaryChannelTest")
class SummaryChannelTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    private TopicPartition events;
    private TestTopics topics;
    private KafkaClients clients;

    @BeforeAll
    static void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void connect() throws Exception {
        topics = TestTopics.own(kafka);
        clients = topics.clients();
        events = new TopicPartition(clients.name(Topic.EVENTS), 0);
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void writesARunAtItsStartAndAtItsEndAndThenCommits() throws Exception {
        try (SummaryRecorder recorder = new SummaryRecorder(clients)) {
            topics.publish(Topic.RUNS, new SampleRun("run").requested());
            topics.publish(Topic.EVENTS, new SampleRun("run").started());
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(summary("run").attempt()).isEqualTo(1));
            topics.publish(Topic.EVENTS, new SampleRun("run").epoch(1, 0, 0.5));
            topics.publish(Topic.EVENTS, new SampleRun("run").ended(1, 2));
            await().atMost(LIMIT).until(() -> committed() == 3);

            RunSummary ended = summary("run");
            assertThat(ended.end()).isEqualTo(new RunSummary.End(1, RunStatus.COMPLETED));
            assertThat(ended.curve().best()).isEqualTo(new RunSummary.Measured(0, 0.5));
            assertThat(ended.spans())
                    .extracting(RunSummary.Span::topic)
                    .containsExactlyInAnyOrder(clients.name(Topic.RUNS), clients.name(Topic.EVENTS));
            assertThat(span(ended).first()).isZero();
            assertThat(span(ended).last()).isEqualTo(2);
        }
    }

    @Test
    void anotherProcessGoesOnWithARunAndReadsItAgainWhereAPartOfItBecomesVoid() throws Exception {
        topics.publish(Topic.EVENTS, new SampleRun("run").started());
        topics.publish(Topic.EVENTS, new SampleRun("run").epoch(1, 0, 0.5));
        topics.publish(Topic.EVENTS, new SampleRun("run").epoch(2, 1, 0.25));
        recordAll(3);
        topics.publish(Topic.EVENTS, new SampleRun("run").epoch(3, 2, 0.75));
        recordAll(4);
        assertThat(summary("run").curve().epochs()).isEqualTo(3);

        topics.publish(Topic.EVENTS, new SampleRun("run").resumed(2, 1, 1, 2));
        recordAll(5);

        assertThat(summary("run").curve())
                .isEqualTo(new RunSummary.Curve(
                        "val_loss", false, 1, 0, new RunSummary.Measured(0, 0.5), new RunSummary.Measured(0, 0.5)));
        assertThat(span(summary("run")).first()).isZero();
    }

    @Test
    void aLogThatIsReadAgainGivesTheSameSummaries() throws Exception {
        for (int run = 0; run < 20; run++) {
            topics.publish(Topic.RUNS, new SampleRun("run-" + run).requested());
            topics.publish(Topic.EVENTS, new SampleRun("run-" + run).started());
            topics.publish(Topic.EVENTS, new SampleRun("run-" + run).epoch(1, 0, run));
        }
        recordAll(40);
        Map<String, RunSummary> before = summaries();
        try (Admin admin = clients.admin()) {
            admin.alterConsumerGroupOffsets(ServiceChannels.SUMMARIES.group(), Map.of(events, new OffsetAndMetadata(0)))
                    .all()
                    .get();
            admin.deleteTopics(List.of(clients.name(Topic.SUMMARIES))).all().get();
        }
        topics.createAgain();
        try (Admin admin = clients.admin()) {
            admin.alterConsumerGroupOffsets(
                            ServiceChannels.SUMMARIES.group(),
                            Map.of(new TopicPartition(clients.name(Topic.RUNS), 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        recordAll(40);

        assertThat(summaries()).isEqualTo(before).hasSize(20);
    }

    @Test
    void summariesOfATopicThatWasDeletedAreMadeAnewFromWhatIsThere() throws Exception {
        topics.publish(Topic.RUNS, new SampleRun("old").requested());
        topics.publish(Topic.EVENTS, new SampleRun("old").started());
        topics.publish(Topic.EVENTS, new SampleRun("gone").started());
        recordAll(2);
        topics.delete(Topic.EVENTS);
        topics.createAgain();
        topics.publishAnew(Topic.EVENTS, new SampleRun("new").started());
        assertThat(new KnownRuns(clients).look()).isEqualTo(KnownRuns.Look.NOTHING);

        recordAll(1);

        assertThat(summaries()).containsOnlyKeys("old", "new");
        assertThat(summary("old").attempt()).isZero();
        assertThat(summary("new").attempt()).isEqualTo(1);
        assertThat(new KnownRuns(clients).look().run("old")).isPresent();
    }

    @Test
    void keysThatAreNoRunAndRecordsThatAreNoMessageHoldNothingUp() throws Exception {
        var unused = topics.producer().send(new ProducerRecord<>(clients.name(Topic.EVENTS), "../no run", new byte[0]));
        unused = topics.producer().send(new ProducerRecord<>(clients.name(Topic.EVENTS), "run", new byte[] {1}));
        unused = topics.producer().send(new ProducerRecord<>(clients.name(Topic.EVENTS), null, null));
        recordAll(3);

        assertThat(summaries()).containsOnlyKeys("run");
        assertThat(summary("run").attempt()).isZero();
    }

    @Test
    void oneProcessReadsAllAndTheNextOneTakesOver() throws Exception {
        SummaryRecorder first = new SummaryRecorder(clients);
        await().atMost(LIMIT).until(first::joined);
        try (SummaryRecorder second = new SummaryRecorder(clients)) {
            topics.publish(Topic.EVENTS, new SampleRun("a").started());
            await().atMost(LIMIT).until(() -> committed() == 1);
            first.close();
            topics.publish(Topic.EVENTS, new SampleRun("a").epoch(1, 0, 0.5));
            await().atMost(LIMIT).until(() -> committed() == 2);
            assertThat(summary("a").curve().epochs()).isEqualTo(1);
            assertThat(second.joined()).isTrue();
        }
    }

    @Test
    void aStreamAndALookUpReadNothingOfOldRuns() throws Exception {
        for (int run = 0; run < 300; run++) {
            topics.publish(Topic.RUNS, new SampleRun("run-" + run).requested());
            topics.publish(Topic.EVENTS, new SampleRun("run-" + run).started());
            topics.publish(Topic.EVENTS, new SampleRun("run-" + run).epoch(1, 0, run));
            topics.publish(Topic.EVENTS, new SampleRun("run-" + run).ended(1, 2));
        }
        recordAll(900);
        KafkaClients counted = new KafkaClients(
                Map.of("bootstrap.servers", kafka.bootstrap(), "interceptor.classes", CountedReads.class.getName()),
                topics.prefix());
        KnownRuns known = new KnownRuns(counted);

        List<LoggedEvent> events = new ArrayList<>();
        try (EventLog.Reading reading = new KafkaEventLog(counted, known).open("run-100")) {
            reading.seek(reading.extent().beginning());
            await().atMost(LIMIT).until(() -> {
                events.addAll(reading.next(Duration.ofMillis(100)));
                return reading.caughtUp();
            });
        }
        KafkaRequestedRuns requested = new KafkaRequestedRuns(counted, known);
        KafkaRunsWithEvents withEvents = new KafkaRunsWithEvents(counted, known);

        assertThat(events).hasSize(3);
        assertThat(requested.isRequested("run-100")).isTrue();
        assertThat(requested.isRequested("run-none")).isFalse();
        assertThat(withEvents.hasEvents("run-100")).isTrue();
        assertThat(withEvents.hasEvents("run-none")).isFalse();
        assertThat(CountedReads.take(clients.name(Topic.RUNS))).isZero();
        // What one poll returns, and not the 600 behind it.
        assertThat(CountedReads.take(clients.name(Topic.EVENTS))).isLessThanOrEqualTo(500);
        topics.publish(Topic.RUNS, new SampleRun("new").requested());
        topics.publish(Topic.EVENTS, new SampleRun("new").started());
        assertThat(requested.isRequested("new")).isTrue();
        assertThat(withEvents.hasEvents("new")).isTrue();
        assertThat(withEvents.hasEvents("run-299")).isTrue();
    }

    @Test
    void programsNeedNoTopicOfRequestsToTrain() throws Exception {
        topics.delete(Topic.RUNS);
        topics.publish(Topic.EVENTS, new SampleRun("run").started());
        recordAll(1);
        KnownRuns known = new KnownRuns(clients);

        assertThat(known.look().run("run")).isPresent();
        assertThat(new KafkaRequestedRuns(clients, known).isRequested("run")).isFalse();
        assertThat(new KafkaRunsWithEvents(clients, known).hasEvents("run")).isTrue();
    }

    @Test
    void aProcessThatTheGroupHasReplacedWritesNothing() throws Exception {
        topics.publish(Topic.EVENTS, new SampleRun("run").started());
        MockConsumer<String, byte[]> member = new MockConsumer<>("earliest") {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                throw new CommitFailedException();
            }
        };
        member.assign(List.of(events));
        member.seek(events, 0);
        SummaryChannel channel = new SummaryChannel(clients, new SummaryLog(clients), new RunHistory(clients));
        try (KafkaConsumer<String, byte[]> reader = clients.readers().of(Topic.EVENTS, Duration.ofMillis(50))) {
            channel.assigned(member, List.of(events));
            reader.seekToBeginning(reader.assignment());
            await().atMost(LIMIT).until(() -> {
                reader.poll(Duration.ofMillis(100)).forEach(channel::handle);
                return reader.position(events) == 1;
            });

            assertThat(channel.settle()).isFalse();
            assertThat(summaries()).isEmpty();
        } finally {
            channel.close();
        }
    }

    private void recordAll(long events) {
        SummaryRecorder.recordAll(clients, events);
    }

    private long committed() throws Exception {
        return SummaryRecorder.committed(clients);
    }

    private RunSummary summary(String run) throws Exception {
        RunSummary summary = summaries().get(run);
        assertThat(summary).isNotNull();
        return summary;
    }

    private RunSummary.Span span(RunSummary summary) {
        return Objects.requireNonNull(summary.span(clients.name(Topic.EVENTS), 0));
    }

    private Map<String, RunSummary> summaries() throws Exception {
        Map<String, RunSummary> summaries = new HashMap<>();
        try (KafkaConsumer<String, byte[]> reader = clients.readers().of(Topic.SUMMARIES, Duration.ofMillis(50))) {
            reader.seekToBeginning(reader.assignment());
            Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofMillis(50))) {
                    if (record.value() == null) {
                        summaries.remove(record.key());
                    } else {
                        summaries.put(record.key(), (RunSummary) Records.read(record));
                    }
                }
            }
        }
        return summaries;
    }
}
