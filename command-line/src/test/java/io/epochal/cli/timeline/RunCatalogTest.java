package io.epochal.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.run.RunHistories;
import io.epochal.cli.run.RunMessages;
import io.epochal.cli.run.ShownRun;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.stack.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the summaries and the log behind them say is what the whole log says. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class RunCatalogTest {
    private static final int RUNS = 6;

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void saysTheSameFromSummariesThatEndAnywhere(long seed) throws Exception {
        Random random = new Random(seed);
        try (CountedLog log = new CountedLog(kafka, "random" + seed + ".", 1 + random.nextInt(3))) {
            publish(log, random);
            List<List<Object>> whole = shown(RunCatalog.read(log.cluster()));
            assertThat(whole).hasSize(RUNS);
            List<List<Object>> each = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                each.add(details(log, "run-" + run));
            }

            Map<TopicPartition, Long> behind = log.ends(Topic.RUNS, Topic.EVENTS);
            behind.replaceAll((partition, end) -> (long) random.nextInt(end.intValue() + 1));
            new PlantedSummaries(log).write(behind);

            assertThat(shown(RunCatalog.read(log.cluster()))).isEqualTo(whole);
            for (int run = 0; run < RUNS; run++) {
                assertThat(details(log, "run-" + run)).isEqualTo(each.get(run));
            }
        }
    }

    @Test
    void readsTheWholeLogWhereATopicWasCreatedAgain() throws Exception {
        try (CountedLog log = new CountedLog(kafka, "again.", 1)) {
            publishOne(log, "old");
            new PlantedSummaries(log).write();
            try (var admin = log.admin()) {
                admin.deleteTopics(List.of("again.events", "again.runs")).all().get();
            }
            Topics topics = new Topics(log.cluster().client(), new TopicPlan("again.", 1, 1, (short) 1));
            topics.ensure(List.of(Topic.values()));
            publishOne(log, "new");

            assertThat(RunCatalog.read(log.cluster()).byId()).containsOnlyKeys("new");
            assertThat(details(log, "new")).contains(1);
        }
    }

    @Test
    void readsTheWholeLogWhereASummaryCannotBeRead() throws Exception {
        try (CountedLog log = new CountedLog(kafka, "unreadable.", 1)) {
            publishOne(log, "one");
            new PlantedSummaries(log).write();
            log.publish(Topic.SUMMARIES, new RunMessages("one").requested());
            log.flush();

            assertThat(RunCatalog.read(log.cluster()).byId()).containsOnlyKeys("one");
        }
    }

    @Test
    void theSummariesAreReadAndNotTheLogBeforeThem() throws Exception {
        try (CountedLog log = new CountedLog(kafka, "trusted.", 1)) {
            publishOne(log, "one");
            new PlantedSummaries(log).write();
            RunSummary known = SummarizedLog.ofRun(log.cluster(), "one").runs().get("one");

            assertThat(known).isNotNull();
            assertThat(known.end()).isEqualTo(new RunSummary.End(1, RunStatus.COMPLETED));
            log.readSince(Topic.EVENTS);
            assertThat(RunCatalog.read(log.cluster()).byId()).containsOnlyKeys("one");
            assertThat(log.readSince(Topic.EVENTS)).isZero();
        }
    }

    private static void publishOne(CountedLog log, String id) {
        RunMessages run = new RunMessages(id);
        log.publish(Topic.RUNS, run.requested());
        log.publish(Topic.EVENTS, run.started(1));
        log.publish(Topic.EVENTS, run.epoch(1, 1, 0, 0.5));
        log.publish(Topic.EVENTS, run.ended(1, 2, RunStatus.COMPLETED));
        log.flush();
    }

    private static void publish(CountedLog log, Random random) {
        List<Deque<Message>> runs = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            RunMessages messages = new RunMessages("run-" + run);
            runs.add(new ArrayDeque<>(RunHistories.messages(messages, random, random.nextBoolean())));
        }
        while (!runs.isEmpty()) {
            Deque<Message> run = runs.get(random.nextInt(runs.size()));
            Message next = run.poll();
            if (next == null) {
                runs.remove(run);
            } else {
                log.publish(next instanceof RunRequested ? Topic.RUNS : Topic.EVENTS, next);
            }
        }
        log.flush();
    }

    private static List<List<Object>> shown(RunCatalog catalog) {
        Instant now = RunMessages.at(200);
        return catalog.byId().values().stream()
                .map(run -> ShownRun.of(run, now))
                .toList();
    }

    private static List<Object> details(CountedLog log, String run) throws Exception {
        var details = RunReader.details(log.cluster(), run);
        return List.of(
                details.attempt(),
                details.events(),
                details.phase(RunMessages.at(200)),
                details.revokedEnds(),
                details.attempts(),
                details.until(RunMessages.at(200)));
    }
}
