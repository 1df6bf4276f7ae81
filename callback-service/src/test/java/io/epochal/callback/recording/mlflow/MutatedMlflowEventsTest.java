package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.JsonMutation;
import io.epochal.callback.recording.MutatedEvents;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.protocol.TrainingEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events of which something is wrong, by the thousand, between those of a run of which nothing is. */
@Tag("slow")
class MutatedMlflowEventsTest {
    private static final int EVENTS = 4000;

    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();

    @Test
    void affectTheirOwnRunsOnly() throws Exception {
        Random random = new Random(19);
        JsonMutation mutation = new JsonMutation(
                random,
                List.of("", "..", "../x", "a\0b", "a/b", "\ud83d\ude00\u202e", "' OR '1'='1", "x".repeat(7000)));
        MutatedEvents mutants = new MutatedEvents(random, mutation, MutatedEvents.examples(), 100);
        List<TrainingEvent> innocent = MlflowScenarios.whole("innocent");
        int read = 0;
        try (FakeMlflow mlflow = new FakeMlflow(0)) {
            MlflowRecorder recorder = new MlflowRecorder(
                    new MlflowSettings(
                            mlflow.address(), Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(10)),
                    failures::add);
            for (int i = 0; i < EVENTS; i++) {
                Optional<TrainingEvent> told = mutants.next(i);
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
}
