package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.policy.alert.AlertHistory;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.alert.HookServer;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.stack.EmbeddedKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the log to a webhook. */
@Tag("slow")
class AlertChannelTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final FailedRecordings failures = new FailedRecordings(recorder -> {});
    private EmbeddedKafka kafka;
    private TestTopics topics;
    private KafkaClients clients;
    private ServiceProducers producers;
    private HookServer hook;

    @BeforeEach
    void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        topics = TestTopics.of(kafka, "training.");
        clients = topics.clients();
        producers = new ServiceProducers(clients);
        hook = HookServer.answering(HookServer.OK);
    }

    @AfterEach
    void stop() throws Exception {
        hook.close();
        topics.close();
        producers.close();
        kafka.close();
    }

    @Test
    void aRunIsToldOnceThoughTheServiceRestartsAndReadsTheLogAgain() throws Exception {
        publish(new AlertHistory("old", List.of())
                .started()
                .ended(RunStatus.FAILED, "long ago")
                .events());
        ChannelReaders first = readers();
        AlertRecording told = recording(Optional.of(file(hook.url())));
        told.begin(new StartupEvent(), first);
        await().atMost(LIMIT).until(() -> committed() == 2);
        publish(history("run").events());
        await().atMost(LIMIT).until(() -> sent() == 2 && committed() == 6);
        first.stop(new ShutdownEvent());
        told.close();
        try (Admin admin = clients.admin()) {
            var unused =
                    admin.deleteConsumerGroups(List.of("alert-recorder")).all().get();
        }
        publish(history("next").events());

        ChannelReaders second = readers();
        AlertRecording again = recording(Optional.of(file(hook.url())));
        again.begin(new StartupEvent(), second);
        await().atMost(LIMIT).until(() -> sent() == 4 && committed() == 10);
        second.stop(new ShutdownEvent());
        again.close();

        assertThat(ids())
                .containsExactlyInAnyOrder(
                        "run/low/epoch-1", "run/failed/failed-1", "next/low/epoch-1", "next/failed/failed-1");
        assertThat(sent()).isEqualTo(4);
        assertThat(failures.latest()).isEmpty();
    }

    @Test
    void aProgramThatIsSilentIsToldWithoutAnyRecord() throws Exception {
        ChannelReaders readers = readers();
        AlertRecording told = recording(Optional.of(file(hook.url())));
        told.begin(new StartupEvent(), readers);
        await().atMost(LIMIT).until(() -> readers.missing().isEmpty());
        AlertHistory alive = new AlertHistory("alive", List.of(), 1).started();
        publish(new AlertHistory("silent", List.of(), 1).started().events());
        publish(alive.events());

        await().atMost(LIMIT).until(() -> {
            List<TrainingEvent> all = alive.heartbeat().events();
            publish(all.subList(all.size() - 1, all.size()));
            return !hook.received.isEmpty();
        });
        readers.stop(new ShutdownEvent());
        told.close();
        assertThat(ids()).containsExactly("silent/lost/silent-1-0");
    }

    @Test
    void whatADestinationRefusesIsShownWhereFailedRecordingsAre() throws Exception {
        hook.close();
        hook = HookServer.answering("HTTP/1.1 403 No\r\n\r\n");
        ChannelReaders readers = readers();
        AlertRecording told = recording(Optional.of(file(hook.url())));
        told.begin(new StartupEvent(), readers);
        await().atMost(LIMIT).until(() -> readers.missing().isEmpty());
        publish(history("run").events());

        await().atMost(LIMIT).until(() -> failures.latest().size() == 2);
        readers.stop(new ShutdownEvent());
        told.close();
        assertThat(failures.latest()).extracting(RecordingFailure::reason).containsOnly("not delivered: status 403");
        assertThat(new RecordingsHealth(failures).call().getData().orElseThrow())
                .containsEntry("1 alerts", "run run, alert low for ops: not delivered: status 403");
        assertThat(meters.counter("epochal.alerts.failed", "destination", "ops").count())
                .isEqualTo(2);
    }

    @Test
    void thereIsAReaderWhereAFileIsNamedAndAFileThatIsWrongEndsTheStart() throws Exception {
        ChannelReaders none = readers();
        recording(Optional.empty()).begin(new StartupEvent(), none);
        ChannelReaders off = readers();
        recording(Optional.of("missing"), false).begin(new StartupEvent(), off);
        assertThat(none.missing()).isEmpty();
        assertThat(off.missing()).isEmpty();
        String wrong =
                Files.writeString(folder.resolve("wrong.yaml"), "rules: 1").toString();
        assertThatThrownBy(() -> recording(Optional.of(wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("destinations must be 1 to 20");
    }

    private static AlertHistory history(String run) {
        return new AlertHistory(run, List.of())
                .started()
                .epoch(0, 1, 0.1)
                .epoch(1, 0.4, 0.1)
                .ended(RunStatus.FAILED, "no memory");
    }

    private String file(String url) throws Exception {
        return Files.writeString(
                        folder.resolve("alerts.yaml"),
                        """
                        destinations:
                          ops: {url: "%s"}
                        rules:
                          - {name: failed, on: run_failed, to: ops}
                          - {name: lost, on: run_lost, to: ops}
                          - {name: low, on: metric, when: "loss < 0.5", to: ops}
                        """
                                .formatted(url))
                .toString();
    }

    private double sent() {
        return meters.counter("epochal.alerts.sent", "destination", "ops").count();
    }

    private List<String> ids() {
        return hook.received.stream()
                .map(one -> one.headers().get("webhook-id"))
                .toList();
    }

    private void publish(List<TrainingEvent> events) throws ExecutionException, InterruptedException {
        for (TrainingEvent event : events) {
            var unused = topics.producer()
                    .send(Records.of("training.events", event, "/test"))
                    .get();
        }
    }

    private ChannelReaders readers() {
        return new ChannelReaders(clients, thrown -> {}, new SimpleMeterRegistry());
    }

    private AlertRecording recording(Optional<String> file) {
        return recording(file, true);
    }

    private AlertRecording recording(Optional<String> file, boolean recording) {
        return new AlertRecording(
                file,
                recording,
                folder.resolve("recordings").toString(),
                folder.resolve("state").toString(),
                PrivateDestinations.read("127.0.0.1"),
                meters,
                failures,
                new DeadLetterPublisher(producers, "training.", new SimpleMeterRegistry()),
                thrown -> {});
    }

    private long committed() throws Exception {
        try (Admin admin = clients.admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets("alert-recorder")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition("training.events", 0));
            return offset == null ? 0 : offset.offset();
        }
    }
}
