package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.recording.mlflow.FakeMlflow.Answer;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MLflow as a recorder, beside a server that does as it is told. */
@Tag("slow")
class MlflowRecorderTest extends MlflowScenarios {
    private static final Answer REFUSED =
            new Answer(400, "{\"error_code\": \"INVALID_PARAMETER_VALUE\", \"message\": \"no such thing\"}");
    private static final Answer BROKEN = new Answer(500, "{\"error_code\": \"INTERNAL_ERROR\"}");

    private final AtomicLong now = new AtomicLong();
    private FakeMlflow mlflow;

    @BeforeEach
    void start() throws IOException {
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

    @Override
    String infinity() {
        return "Infinity";
    }

    /** For which a minute passes with each look at the clock: it does not wait between two tries. */
    private MlflowRecorder impatient(Duration timeout) {
        return new MlflowRecorder(settings(timeout), failures::add, () -> now.addAndGet(60_000_000_000L));
    }

    private MlflowSettings settings(Duration timeout) {
        return new MlflowSettings(address(), Optional.empty(), Optional.empty(), "epochal", timeout);
    }

    private void writeAll(MlflowRecorder recorder, int tries) throws InterruptedException {
        for (int i = 0; i < tries; i++) {
            if (recorder.write()) {
                return;
            }
        }
        assertThat(recorder.write()).isTrue();
    }

    @Test
    void waitsWhileNothingListensAndGoesOn() throws Exception {
        int port = mlflow.port();
        MlflowRecorder recorder = impatient(Duration.ofSeconds(5));
        whole("run").forEach(recorder::add);
        mlflow.close();
        for (int i = 0; i < 20; i++) {
            assertThat(recorder.write()).isFalse();
        }
        mlflow = new FakeMlflow(port);
        writeAll(recorder, 10);

        assertThat(failures).isEmpty();
        assertThat(view().points(view().runs("run").get(0), "loss")).containsExactly("0=1.0", "1=0.5");
    }

    @Test
    void asksOnlyWhenThePauseIsOver() throws Exception {
        MlflowRecorder recorder = new MlflowRecorder(settings(Duration.ofSeconds(5)), failures::add, now::get);
        mlflow.failBefore((path, body) -> BROKEN);
        whole("run").forEach(recorder::add);
        assertThat(recorder.write()).isFalse();
        int asked = mlflow.asked.size();
        assertThat(recorder.write()).isFalse();
        assertThat(mlflow.asked).hasSize(asked);

        mlflow.work();
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(recorder.write()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500, x", "503, x", "401, x", "404, <html>", "429, x", "302, x", "200, [", "200, <html>"})
    void whateverMayPassIsWaitedFor(int status, String body) throws Exception {
        MlflowRecorder recorder = impatient(Duration.ofSeconds(5));
        mlflow.failBefore((path, sent) -> new Answer(status, body));
        whole("run").forEach(recorder::add);
        for (int i = 0; i < 20; i++) {
            assertThat(recorder.write()).isFalse();
        }
        mlflow.work();
        writeAll(recorder, 10);

        assertThat(failures).isEmpty();
        assertThat(view().runs("run")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"503", "500", "501", "403", "401", "400"})
    void aServerThatTakesNoArtifactsHasTheRest(int status) throws Exception {
        mlflow.failBefore(
                (path, body) -> path.startsWith(FakeMlflow.ARTIFACTS) ? new Answer(status, "disabled") : null);
        record(recorder(), whole("run"));

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.place()).isEqualTo("checkpoints.json");
            assertThat(failure.reason()).contains("status " + status);
        });
        MlflowView.Seen run = view().runs("run").get(0);
        assertThat(run.status()).isEqualTo("FINISHED");
        assertThat(run.tags()).containsEntry("epochal.model", "s3://epochal/run/1/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[1]", "{\"checkpoints\": 7, \"model\": []}", "<html>"})
    void whatIsNoTableIsReplaced(String content) throws Exception {
        mlflow.failBefore((path, body) ->
                path.startsWith(FakeMlflow.ARTIFACTS) && body.isEmpty() ? new Answer(200, content) : null);
        record(recorder(), whole("run"));
        mlflow.work();

        assertThat(failures).isEmpty();
        assertThat(view().artifact(view().runs("run").get(0), "checkpoints.json")
                        .at("/model/uri")
                        .asText())
                .isEqualTo("s3://epochal/run/1/1");
    }

    @ParameterizedTest
    @CsvSource({
        "mlflow-artifacts:/1/a-b_c/artifacts, 1/a-b_c/artifacts/x.json",
        "mlflow-artifacts:/team/1/artifacts, team/1/artifacts/x.json",
        "mlflow-artifacts://other:5000/1/a,",
        "mlflow-artifacts:/1/../2,",
        "mlflow-artifacts:/1/%2e%2e/2,",
        "mlflow-artifacts:/1//2,",
        "mlflow-artifacts:/1/a?x=1,",
        "mlflow-artifacts:/1/a b,",
        "mlflow-artifacts:/,",
        "s3://bucket/1/a,",
        "/mlruns/1/a,",
        "'',"
    })
    void onlyWhatTheServerItselfServesIsWritten(String uri, @Nullable String path) {
        assertThat(ArtifactPath.of(uri, "x.json").map(ArtifactPath::text)).isEqualTo(Optional.ofNullable(path));
    }

    @Test
    void aTableKeepsTheNewestNames() throws Exception {
        List<TrainingEvent> events = new ArrayList<>(List.of(started("run", 1)));
        for (int epoch = 0; epoch < 1010; epoch++) {
            events.add(new CheckpointSaved(
                    "run", 1, 1 + epoch, at(1), epoch, epoch, "k" + epoch, List.of("e" + epoch), 1));
        }
        record(recorder(), events);

        JsonNode rows =
                view().artifact(view().runs("run").get(0), "checkpoints.json").path("checkpoints");
        assertThat(rows).hasSize(1000);
        assertThat(rows.has("e9")).isFalse();
        assertThat(rows.has("e10")).isTrue();
    }

    @Test
    void whatIsRefusedIsReportedAndTheRestWritten() throws Exception {
        mlflow.failBefore((path, body) -> body.contains("\"step\":0") ? REFUSED : null);
        MlflowRecorder recorder = recorder();
        whole("other").forEach(recorder::add);
        record(recorder, whole("run"));

        assertThat(failures).hasSize(2).allSatisfy(failure -> {
            assertThat(failure.recorder()).isEqualTo("mlflow");
            assertThat(failure.place()).startsWith("EpochEnded").endsWith("/1/2");
            assertThat(failure.reason()).contains("INVALID_PARAMETER_VALUE no such thing");
        });
        for (String run : List.of("run", "other")) {
            assertThat(view().points(view().runs(run).get(0), "loss")).containsExactly("1=0.5");
            assertThat(view().points(view().runs(run).get(0), "batch/loss")).hasSize(1);
        }
    }

    @Test
    void anEventThatBreaksTheServerIsGivenUpAndOthersAreNot() throws Exception {
        mlflow.failBefore((path, body) -> body.contains("\"step\":0") ? BROKEN : null);
        MlflowRecorder recorder = impatient(Duration.ofSeconds(5));
        whole("run").forEach(recorder::add);
        whole("other").forEach(recorder::add);
        writeAll(recorder, 100);

        assertThat(failures).hasSize(2).allSatisfy(failure -> assertThat(failure.place())
                .startsWith("EpochEnded"));
        assertThat(view().points(view().runs("other").get(0), "loss")).containsExactly("1=0.5");
    }

    @Test
    void whatWasStoredAlthoughNoAnswerCameIsNotWrittenTwice() throws Exception {
        AtomicInteger lost = new AtomicInteger();
        mlflow.failAfter((path, body) ->
                path.equals("runs/log-batch") && lost.incrementAndGet() % 2 == 1 ? new Answer(502, "") : null);
        MlflowRecorder recorder = impatient(Duration.ofSeconds(5));
        for (TrainingEvent event : whole("run")) {
            recorder.add(event);
            writeAll(recorder, 10);
        }

        assertThat(failures).isEmpty();
        MlflowView.Seen run = view().runs("run").get(0);
        assertThat(view().points(run, "loss")).containsExactly("0=1.0", "1=0.5");
        assertThat(view().points(run, "test/loss")).hasSize(1);
        assertThat(run.status()).isEqualTo("FINISHED");
    }

    @Test
    void aServerThatIsSilentIsLeftInTime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        mlflow.failBefore((path, body) -> {
            await(end);
            return BROKEN;
        });
        MlflowRecorder recorder = impatient(Duration.ofMillis(100));
        whole("run").forEach(recorder::add);
        long began = System.nanoTime();
        assertThat(recorder.write()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        end.countDown();
    }

    private static void await(CountDownLatch end) throws IOException {
        try {
            var unused = end.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        String huge = "x".repeat(17 * 1024 * 1024);
        mlflow.failBefore((path, body) -> new Answer(200, "{\"experiments\": [], \"huge\": \"" + huge + "\"}"));
        MlflowRecorder recorder = impatient(Duration.ofSeconds(20));
        whole("run").forEach(recorder::add);
        assertThat(recorder.write()).isFalse();
        mlflow.work();
        writeAll(recorder, 10);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs/create", "runs/log-batch", "metrics/get-history", "runs/update", "runs/get"})
    void aRecorderThatDiesWhileItBeginsLeavesNoSecondRun(String dying) throws Exception {
        List<TrainingEvent> events = List.of(
                started("run", 1),
                epoch("run", 1, 1, 0, Map.of("loss", 0.5)),
                epoch("run", 1, 2, 1, Map.of("loss", 0.4)),
                epoch("run", 1, 3, 2, Map.of("loss", 0.3)),
                resumed("run", 2, 2, 3));
        record(recorder(), events.subList(0, 4));
        mlflow.failAfter((path, body) -> path.equals(dying) ? BROKEN : null);
        MlflowRecorder dead = recorder();
        dead.add(events.get(4));
        assertThat(dead.write()).isFalse();
        mlflow.work();
        record(recorder(), events);

        assertThat(failures).isEmpty();
        List<MlflowView.Seen> runs = view().runs("run");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).tags())
                .containsEntry("epochal.superseded_by", runs.get(1).id());
        assertThat(view().points(runs.get(1), "loss")).containsExactly("0=0.5", "1=0.4");
    }

    @Test
    void aRunWithoutItsBeginningIsRecordedFromWhereTheLogHasIt() throws Exception {
        record(recorder(), whole("iris-20270101-000000-7f3a").subList(4, 6));
        record(recorder(), List.of(resumed("bare", 3, 1, 3), epoch("bare", 3, 1, 1, Map.of("loss", 0.25))));

        MlflowView.Seen run = view().runs("iris-20270101-000000-7f3a").get(0);
        assertThat(run.experiment()).isEqualTo("iris");
        assertThat(view().points(run, "loss")).containsExactly("1=0.5");
        assertThat(view().points(view().runs("bare").get(0), "loss")).containsExactly("1=0.25");
    }

    @Test
    void aRunWhoseTagsSomebodyChangedIsLeftAsItIs() throws Exception {
        record(recorder(), whole("run").subList(0, 3));
        String id = view().runs("run").get(0).id();
        MlflowServer somebody = new MlflowServer(settings(Duration.ofSeconds(5)));
        somebody.allow(Duration.ofSeconds(5));
        somebody.tag(id, new TreeMap<>(Map.of("epochal.position", "mine")));
        record(recorder(), whole("run"));

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.reason())
                .contains(id, "left as it is"));
        assertThat(view().points(view().runs("run").get(0), "loss")).containsExactly("0=1.0");
    }

    @Test
    void eventsOfAnOlderAttemptBehindANewerOneAreNotWritten() throws Exception {
        record(
                recorder(),
                List.of(
                        started("run", 1),
                        started("run", 2),
                        epoch("run", 1, 5, 0, Map.of("loss", 9.0)),
                        epoch("run", 2, 1, 0, Map.of("loss", 0.5))));

        List<MlflowView.Seen> runs = view().runs("run");
        assertThat(view().points(runs.get(0), "loss")).isEmpty();
        assertThat(view().points(runs.get(1), "loss")).containsExactly("0=0.5");
    }

    @Test
    void anInvalidRunIsReportedAndNotAskedFor() throws Exception {
        record(recorder(), List.of(started("a' OR '1' = '1", 1)));

        assertThat(failures).hasSize(1);
        assertThat(mlflow.asked).isEmpty();
    }

    @Test
    void theOperatorsExperimentAndTokenAreUsed() throws Exception {
        MlflowSettings settings = MlflowSettings.of(
                address() + "/", Optional.of("t0k"), Optional.of("ann"), Optional.of("x"), Optional.of("all"), "b");
        record(new MlflowRecorder(settings, failures::add), whole("run"));

        assertThat(view().runs("run").get(0).experiment()).isEqualTo("all");
        assertThat(mlflow.authorizations).contains("Bearer t0k").doesNotContain("Basic YW5uOng=");
    }

    @Test
    void aUserIsSentAsBasicAuthentication() {
        MlflowSettings settings = MlflowSettings.of(
                "http://m", Optional.empty(), Optional.of("ann"), Optional.of("x"), Optional.of(" "), "b");
        assertThat(settings.authorization()).contains("Basic YW5uOng=");
        assertThat(settings.experiment()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "mlflow:5000", "ftp://mlflow", "http://", "http://ann:x@mlflow", "http://m?a", "sqlite:///x"
            })
    void anAddressThatIsNoneIsRefused(String uri) {
        assertThatThrownBy(() -> MlflowSettings.of(
                        uri, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTokenWithALineEndIsRefused() {
        assertThatThrownBy(() -> MlflowSettings.of(
                        "http://m", Optional.of("a\r\nb"), Optional.empty(), Optional.empty(), Optional.empty(), "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
