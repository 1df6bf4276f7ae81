package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.checkpoints.DenseModel;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Uploads to a server that fails as a test likes it. */
@Tag("slow")
class ModelArtifactsTest extends ModelArtifactScenarios {
    private final FakeMlflow mlflow;

    ModelArtifactsTest() throws IOException {
        mlflow = new FakeMlflow(0);
    }

    @AfterEach
    void stop() {
        mlflow.close();
    }

    @Override
    URI address() {
        return mlflow.address();
    }

    private long uploads() {
        return mlflow.methods.stream()
                .filter(one -> one.startsWith("PUT") && one.endsWith("/model.keras"))
                .count();
    }

    @Test
    void whatIsThereIsNotSentAgain() throws Exception {
        List<TrainingEvent> events = List.of(
                MlflowScenarios.started("twice", 1),
                saved("twice", 1, DenseModel.small(), "best"),
                saved("twice", 2, DenseModel.small(), "best"));
        record(events);
        assertThat(uploads()).isEqualTo(1);

        try (ModelArtifacts next = artifacts()) {
            upload(next, events);
        }

        assertThat(uploads()).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aServerThatRefusesIsReportedOnceARun() throws Exception {
        mlflow.failBefore((path, body) -> path.contains("/checkpoints/") ? new FakeMlflow.Answer(403, "") : null);
        List<TrainingEvent> events = new ArrayList<>(List.of(MlflowScenarios.started("refused", 1)));
        for (int step = 1; step < 5; step++) {
            events.add(saved("refused", step, DenseModel.small(), "epoch-" + step));
        }
        record(events);

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.reason())
                .contains("status 403"));
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        mlflow.failBefore((path, body) ->
                asked.incrementAndGet() > 12 && asked.get() < 20 ? new FakeMlflow.Answer(503, "") : null);
        record(List.of(MlflowScenarios.started("away", 1), saved("away", 1, DenseModel.small(), "best")));

        assertThat(failures).isEmpty();
        assertThat(first(view().bytes(seen("away"), "checkpoints/best/model.keras")))
                .isEqualTo(1);
    }

    @Test
    void oneThatFailsAlwaysWhileTheServerAnswersIsGivenUp() throws Exception {
        mlflow.failBefore(
                (path, body) -> path.endsWith("/checkpoints/bad/model.keras") ? new FakeMlflow.Answer(500, "") : null);
        record(List.of(
                MlflowScenarios.started("bad", 1),
                saved("bad", 1, DenseModel.small(), "bad"),
                MlflowScenarios.started("good", 1),
                saved("good", 1, DenseModel.small(), "best")));

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.reason())
                .contains("status 500"));
        assertThat(first(view().bytes(seen("good"), "checkpoints/best/model.keras")))
                .isEqualTo(1);
    }
}
