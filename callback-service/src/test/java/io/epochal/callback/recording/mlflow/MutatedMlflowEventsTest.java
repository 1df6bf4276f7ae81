package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.JsonMutation;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events of which something is wrong, by the thousand, between those of a run of which nothing is. */
@Tag("slow")
class MutatedMlflowEventsTest {
    private static final int EVENTS = 4000;
    private static final Path GOLDEN = Path.of("../training-protocol/src/test/resources/wire");

    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();

    @Test
    void affectTheirOwnRunsOnly() throws Exception {
        Random random = new Random(19);
        JsonMutation mutation = new JsonMutation(
                random,
                List.of("", "..", "../x", "a\0b", "a/b", "\ud83d\ude00\u202e", "' OR '1'='1", "x".repeat(7000)));
        List<ObjectNode> golden = golden();
        List<TrainingEvent> innocent = MlflowScenarios.whole("innocent");
        int read = 0;
        try (FakeMlflow mlflow = new FakeMlflow(0)) {
            MlflowRecorder recorder = new MlflowRecorder(
                    new MlflowSettings(
                            mlflow.address(), Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(10)),
                    failures::add);
            for (int i = 0; i < EVENTS; i++) {
                ObjectNode event = golden.get(random.nextInt(golden.size())).deepCopy();
                ((ObjectNode) event.get("value"))
                        .put("run", "mutant-" + random.nextInt(100))
                        .put("sequence", i);
                for (int change = random.nextInt(3); change >= 0; change--) {
                    mutation.apply(event.get("value"));
                }
                Optional<TrainingEvent> told = told(event);
                told.ifPresent(recorder::add);
                read += told.isPresent() ? 1 : 0;
                if (i % (EVENTS / innocent.size()) == 0 && i * innocent.size() / EVENTS < innocent.size()) {
                    recorder.add(innocent.get(i * innocent.size() / EVENTS));
                }
                if (i % 100 == 99) {
                    writeAll(recorder);
                }
            }
            MlflowView view = new MlflowView(mlflow.address());
            MlflowView.Seen run = view.runs("innocent").get(0);
            assertThat(view.points(run, "loss")).containsExactly("0=1.0", "1=0.5");
            assertThat(run.status()).isEqualTo("FINISHED");
        }
        assertThat(read).as("events that Java can read").isGreaterThan(EVENTS / 4);
        assertThat(failures).isNotEmpty().allSatisfy(failure -> {
            assertThat(failure.run()).isNotEqualTo("innocent");
            assertThat(failure.reason()).hasSizeLessThan(1001).matches("\\P{Cc}*");
        });
    }

    private static void writeAll(MlflowRecorder recorder) throws InterruptedException {
        for (int i = 0; i < 1000 && !recorder.write(); i++) {
            Thread.onSpinWait();
        }
        assertThat(recorder.write()).as("all is written").isTrue();
    }

    /** Empty for what would not be read from a topic either, and for another run's. */
    private static Optional<TrainingEvent> told(ObjectNode event) throws ClassNotFoundException {
        String name = event.get("headers").get("ce_type").asText().substring("io.epochal.".length());
        try {
            Class<?> type = Class.forName(TrainingEvent.class.getName() + "$" + name);
            return Optional.ofNullable((TrainingEvent) Wire.JSON.treeToValue(event.get("value"), type))
                    .filter(one -> !"innocent".equals(one.run()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static List<ObjectNode> golden() throws IOException {
        List<ObjectNode> golden = new ArrayList<>();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ObjectNode message = (ObjectNode) Wire.JSON.readTree(file.toFile());
                String type = message.get("headers").get("ce_type").asText().substring("io.epochal.".length());
                if (Wire.names(TrainingEvent.class).contains(type)) {
                    golden.add(message);
                }
            }
        }
        return golden;
    }
}
