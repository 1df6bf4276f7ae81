package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies of the weights, which the upload's thread may still read when the attempt ends. */
@Tag("slow")
class DjlSnapshotTest {
    private static final Path RUNS = Path.of("../runs");

    @TempDir
    private Path cache;

    @Test
    void theEngineClosesWhileAThreadReadsACopy() throws Exception {
        Engine engine = open();
        Engine.Snapshot copy = engine.snapshot();
        AtomicBoolean closing = new AtomicBoolean();
        FutureTask<Throwable> reading = new FutureTask<>(() -> catchThrowable(() -> {
            while (true) {
                read(copy.weights(ModelWeights.TRAINED));
                closing.set(true);
            }
        }));
        new Thread(reading).start();
        await().untilTrue(closing);
        engine.close();

        assertThat(reading.get()).hasMessageContaining("is closed");
        assertThatThrownBy(() -> copy.histograms(ModelWeights.TRAINED)).hasMessageContaining("is closed");
    }

    @Test
    void anUploadThatIsUnderWayEndsForGood() throws IOException {
        try (Engine engine = open()) {
            Engine.Snapshot copy = engine.snapshot();
            try (InputStream in = copy.weights(ModelWeights.TRAINED).open()) {
                assertThat(in.readNBytes(20)).hasSize(20);
                copy.close();

                assertThatThrownBy(in::readAllBytes).isInstanceOf(StoreRefusal.class);
            }
        }
    }

    @Test
    void whatIsReadHasTheSizeThatWasTold() throws IOException {
        try (Engine engine = open();
                Engine.Snapshot copy = engine.snapshot()) {
            for (Content content : List.of(copy.weights(ModelWeights.TRAINED), copy.optimizer())) {
                assertThat(read(content))
                        .hasSize(Math.toIntExact(content.size()))
                        .isEqualTo(read(content));
            }
        }
    }

    @Test
    void aCopyThatIsClosedTwiceIsClosed() throws IOException {
        try (Engine engine = open()) {
            Engine.Snapshot copy = engine.snapshot();
            copy.close();
            copy.close();

            assertThatThrownBy(() -> copy.optimizer()).isInstanceOf(IllegalStateException.class);
        }
    }

    private Engine open() throws IOException {
        RunSpec spec =
                new YAMLMapper().readValue(RUNS.resolve("wine-classifier.yaml").toFile(), RunSpec.class);
        return new DjlEngineFactory(file -> RUNS.resolve(file.path()).normalize(), DataSettings.of(RUNS, cache, 1), 1)
                .open(spec);
    }

    private static byte[] read(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }
}
