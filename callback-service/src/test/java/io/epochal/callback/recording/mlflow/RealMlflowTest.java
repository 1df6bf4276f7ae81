package io.epochal.callback.recording.mlflow;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorder beside MLflow's own server from PyPI, {@code mlflow} on the PATH or {@code EPOCHAL_TEST_MLFLOW}; skipped where there is
 * none.
 */
@Tag("slow")
class RealMlflowTest extends MlflowScenarios {
    @TempDir
    private static Path folder;

    private static MlflowProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = new MlflowProcess(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aServerThatIsKilledWhileItIsWrittenToHasEachPointOnce() throws Exception {
        int epochs = 400;
        List<String> expected = new ArrayList<>();
        MlflowRecorder recorder = recorder();
        recorder.add(started("killed", 1));
        assertThat(recorder.write()).isTrue();
        CompletableFuture<Void> killed =
                CompletableFuture.runAsync(server::close, delayedExecutor(1, TimeUnit.SECONDS));
        boolean failed = false;
        for (int epoch = 0; epoch < epochs || !failed; epoch++) {
            recorder.add(epoch("killed", 1, 1 + epoch, epoch, Map.of("loss", 1.0 / (1 + epoch))));
            expected.add(epoch + "=" + 1.0 / (1 + epoch));
            // One by one while it is up, and all that have come meanwhile when it is up again.
            failed |= !recorder.write();
        }
        killed.join();
        server.start();
        await().atMost(MlflowProcess.START).until(recorder::write);

        assertThat(failures).isEmpty();
        assertThat(view().points(view().runs("killed").get(0), "loss")).containsExactlyElementsOf(expected);
    }

    @Override
    URI address() {
        return server.address();
    }

    /** MLflow stores the largest number in its place. */
    @Override
    String infinity() {
        return "1.7976931348623157E308";
    }
}
