package io.epochal.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.run.RunMessages;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import io.epochal.stack.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command reads does not grow with the runs that have ended, but for one summary each. */
@Tag("slow")
class GrowthTest {
    /** A poll of each of two topics may bring so many records of others before they are passed over. */
    private static final long FETCHED = 2 * 50;

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

    @Test
    void noCommandReadsMoreWithAThousandOldRunsThanWithTen() throws Exception {
        Map<String, Long> few = read("few.", 10);
        Map<String, Long> many = read("many.", 1000);

        assertThat(few).containsEntry("runs", 0L).containsEntry("summaries of runs", 11L);
        assertThat(many).containsEntry("runs", 0L).containsEntry("summaries of runs", 1001L);
        for (String command : List.of("show", "state", "events", "logs", "resume")) {
            assertThat(many).hasEntrySatisfying(command, count -> assertThat(count)
                    .as(command)
                    .isBetween(3L, few.getOrDefault(command, 0L) + FETCHED));
        }
    }

    @Test
    void anInstallationWithoutATopicOfRequestsUsesItsSummaries() throws Exception {
        try (CountedLog log = new CountedLog(kafka, "attached.", 1)) {
            try (Admin admin = log.admin()) {
                admin.deleteTopics(List.of(Topic.RUNS.name("attached."))).all().get();
            }
            log.publish(Topic.EVENTS, new RunMessages("own").started(1));
            log.flush();
            new PlantedSummaries(log).write(log.ends(Topic.EVENTS));

            assertThat(RunCatalog.read(log.cluster()).byId()).containsOnlyKeys("own");
            assertThat(log.readSince(Topic.EVENTS)).isZero();
            assertThat(RunReader.details(log.cluster(), "own").epochs()).isEmpty();
        }
    }

    /** How many records of the log each command reads of a run in the midst of old ones. */
    private static Map<String, Long> read(String prefix, int old) throws Exception {
        Map<String, Long> read = new TreeMap<>();
        try (CountedLog log = new CountedLog(kafka, prefix, 1)) {
            publish(log, "first", old / 2);
            publish(log, "own", 1);
            publish(log, "last", old - old / 2);
            new PlantedSummaries(log).write();
            KafkaCluster cluster = log.cluster();

            assertThat(RunCatalog.read(cluster).byId()).hasSize(old + 1);
            read.put("summaries of runs", log.readSince(Topic.SUMMARIES));
            read.put("runs", logRead(log));
            assertThat(RunReader.details(cluster, "own-0").epochs()).hasSize(2);
            read.put("show", logRead(log));
            RunReader.state(cluster, "own-0").close();
            read.put("state", logRead(log));
            assertThat(events(cluster)).hasSize(4);
            read.put("events", logRead(log));
            MeasuredEpochs.read(cluster, "own-0");
            read.put("logs", logRead(log));
            assertThat(RunReader.attached(cluster, "own-0")).isEmpty();
            read.put("resume", logRead(log));
        }
        return read;
    }

    private static List<Message> events(KafkaCluster cluster) {
        List<Message> events = new ArrayList<>();
        try (KafkaSession session = KafkaSession.oneRunInAllPartitions(cluster, "own-0", Topic.EVENTS, Topic.BATCHES)
                .fromEnd()
                .fromBeginningOf(Topic.EVENTS)) {
            session.readToEnd(events::add);
        }
        return events;
    }

    private static long logRead(CountedLog log) {
        return log.readSince(Topic.RUNS) + log.readSince(Topic.EVENTS);
    }

    private static void publish(CountedLog log, String name, int count) {
        for (int run = 0; run < count; run++) {
            RunMessages messages = new RunMessages(name + "-" + run);
            log.publish(Topic.RUNS, messages.requested());
            log.publish(Topic.EVENTS, messages.started(1));
            log.publish(Topic.EVENTS, messages.epoch(1, 1, 0, 0.5));
            log.publish(Topic.EVENTS, messages.epoch(1, 2, 1, 0.25));
            log.publish(Topic.EVENTS, messages.ended(1, 3, RunStatus.COMPLETED));
        }
        log.flush();
    }
}
