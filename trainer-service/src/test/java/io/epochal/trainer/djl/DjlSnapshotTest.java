package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
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
    void theEngineClosesBehindAThreadThatReadsACopy() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Engine engine = open();
        Engine.Snapshot copy = engine.snapshot();
        Thread reader = new Thread(() -> write(copy, new WaitingStream(reading, goOn)));
        Thread closer = new Thread(engine::close);

        reader.start();
        reading.await();
        closer.start();
        while (closer.getState() != Thread.State.BLOCKED && closer.isAlive()) {
            Thread.onSpinWait();
        }
        Thread.State whileReading = closer.getState();
        goOn.countDown();
        reader.join();
        closer.join();

        assertThat(whileReading).isEqualTo(Thread.State.BLOCKED);
        assertThatThrownBy(() -> copy.histograms(ModelWeights.TRAINED)).hasMessageContaining("is closed");
    }

    @Test
    void aCopyThatIsClosedTwiceIsClosed() throws IOException {
        try (Engine engine = open()) {
            Engine.Snapshot copy = engine.snapshot();
            copy.close();
            copy.close();

            assertThatThrownBy(() -> copy.writeOptimizer(new ByteArrayOutputStream()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private Engine open() throws IOException {
        RunSpec spec =
                new YAMLMapper().readValue(RUNS.resolve("wine-classifier.yaml").toFile(), RunSpec.class);
        return new DjlEngineFactory(file -> RUNS.resolve(file.path()).normalize(), DataSettings.of(RUNS, cache, 1), 1)
                .open(spec);
    }

    private static void write(Engine.Snapshot copy, OutputStream out) {
        try {
            copy.writeWeights(ModelWeights.TRAINED, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops at the first byte until it may go on. */
    private static final class WaitingStream extends ByteArrayOutputStream {
        private final CountDownLatch reading;
        private final CountDownLatch goOn;

        WaitingStream(CountDownLatch reading, CountDownLatch goOn) {
            this.reading = reading;
            this.goOn = goOn;
        }

        @Override
        public synchronized void write(int value) {
            waitOnce();
            super.write(value);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            waitOnce();
            super.write(bytes, from, length);
        }

        private void waitOnce() {
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
