package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.channel.ChannelReader;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RunEvents;
import io.epochal.callback.recording.mlflow.FakeMlflow;
import io.epochal.callback.recording.mlflow.MlflowRecorder;
import io.epochal.callback.recording.mlflow.MlflowSettings;
import io.epochal.callback.recording.mlflow.MlflowView;
import io.epochal.callback.store.CheckpointDoor;
import io.epochal.callback.store.ModelExports;
import io.epochal.kafka.Records;
import io.epochal.protocol.TrainingEvent;
import io.epochal.stack.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not in MLflow does not count as read. */
@Tag("slow")
class MlflowChannelTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int RUNS = 100;

    @TempDir
    private Path folder;

    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();
    private EmbeddedKafka kafka;
    private TestTopics topics;
    private KafkaClients clients;
    private ServiceProducers producers;
    private FakeMlflow mlflow;

    @BeforeEach
    void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        topics = TestTopics.of(kafka, "training.");
        clients = topics.clients();
        producers = new ServiceProducers(clients);
        mlflow = new FakeMlflow(0);
    }

    @AfterEach
    void stop() {
        mlflow.close();
        topics.close();
        producers.close();
        kafka.close();
    }

    @Test
    void waitsWhileMlflowIsDownAndTheNextProcessGoesOnWithoutDoubles() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            publish("run-" + run);
        }
        topics.producer().flush();
        mlflow.failBefore((path, body) -> mlflow.asked.size() > 50 ? new FakeMlflow.Answer(503, "") : null);
        try (MlflowChannel channel = channel()) {
            ChannelReader reader = reader(channel);
            reader.start();
            await().atMost(LIMIT).until(() -> mlflow.asked.size() > 55);
            assertThat(reader.joined()).isTrue();
            assertThat(committed()).isZero();
            reader.close();
        }
        mlflow.work();
        try (MlflowChannel channel = channel()) {
            ChannelReader reader = reader(channel);
            reader.start();
            await().atMost(LIMIT).until(() -> committed() == RUNS * 6L);
            reader.close();
        }

        assertThat(failures).isEmpty();
        MlflowView view = new MlflowView(mlflow.address());
        for (int run = 0; run < RUNS; run += 13) {
            List<MlflowView.Seen> seen = view.runs("run-" + run);
            assertThat(seen).hasSize(1);
            assertThat(view.points(seen.get(0), "loss")).containsExactly("0=1.0", "1=0.5");
        }
    }

    @Test
    void thereIsAReaderWhereATrackingServerIsSetAndNoneWhereNot() throws Exception {
        publish("run");
        topics.producer().flush();
        ChannelReaders none = readers();
        recording(Optional.empty()).begin(new StartupEvent(), none, true);
        ChannelReaders off = readers();
        recording(Optional.of(mlflow.address().toString())).begin(new StartupEvent(), off, false);
        assertThat(none.missing()).isEmpty();
        assertThat(off.missing()).isEmpty();

        ChannelReaders one = readers();
        recording(Optional.of(mlflow.address().toString())).begin(new StartupEvent(), one, true);
        await().atMost(LIMIT).until(() -> committed() == 6);
        one.stop(new ShutdownEvent());

        assertThat(new MlflowView(mlflow.address()).runs("run"))
                .singleElement()
                .satisfies(run -> assertThat(run.status()).isEqualTo("FINISHED"));
    }

    private void publish(String run) {
        for (TrainingEvent event : RunEvents.of(run, List.of())) {
            var unused = topics.producer().send(Records.of("training.events", event, "/test"));
        }
    }

    private ChannelReaders readers() {
        return new ChannelReaders(clients, thrown -> {}, new SimpleMeterRegistry());
    }

    private MlflowRecording recording(Optional<String> uri) {
        return new MlflowRecording(
                uri,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "epochal",
                folder.resolve("state").toString(),
                new ModelExports(new CheckpointDoor(Optional.empty()), 1, 1),
                new FailedRecordings(recorder -> {}),
                new DeadLetterPublisher(producers, "training.", new SimpleMeterRegistry()),
                thrown -> {});
    }

    private MlflowChannel channel() {
        MlflowSettings settings = new MlflowSettings(
                mlflow.address(), Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(10));
        return new MlflowChannel(
                ServiceChannels.MLFLOW,
                MlflowRecorder.IGNORED,
                new MlflowRecorder(settings, failures::add),
                new DeadLetterPublisher(producers, "training.", new SimpleMeterRegistry()),
                folder.resolve("state"),
                thrown -> {});
    }

    private ChannelReader reader(MlflowChannel channel) {
        return new ChannelReader(
                ServiceChannels.MLFLOW,
                List.of("training.events"),
                () -> clients.member(ServiceChannels.MLFLOW),
                channel,
                thrown -> {});
    }

    private long committed() throws Exception {
        try (Admin admin = clients.admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets("mlflow-recorder")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition("training.events", 0));
            return offset == null ? 0 : offset.offset();
        }
    }
}
