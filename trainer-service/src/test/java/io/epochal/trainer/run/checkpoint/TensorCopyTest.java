package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.trainer.run.port.FakeEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorCopyTest {
    private final FakeEngine engine = new FakeEngine();
    private final SaveFailures failures = new SaveFailures();
    private final UploadQueue queue = new UploadQueue(new BackgroundThread("uploads"), failures);
    private final TensorCopy copy = new TensorCopy(engine);

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void copiesOnceAndOnlyWhenNeeded() {
        assertThat(copy.taken()).isFalse();
        assertThat(engine.openSnapshots()).isZero();

        assertThat(copy.get()).isSameAs(copy.get());
        assertThat(engine.openSnapshots()).isEqualTo(1);
        assertThat(copy.taken()).isTrue();
    }

    @Test
    void isClosedOnceBehindTheUploadsAndItsReaders() throws IOException {
        var unused = copy.get();
        CompletableFuture<String> reader = new CompletableFuture<>();
        copy.readUntil(reader);
        CountDownLatch uploading = new CountDownLatch(1);
        queue.later("upload", () -> await(uploading));
        copy.closeBehind(queue, () -> false);
        assertThat(engine.openSnapshots()).isEqualTo(1);

        uploading.countDown();
        reader.complete("read");
        queue.drain(Duration.ofMinutes(1));
        copy.close();

        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void oneThatIsStillNeededStaysOpenUntilItIsClosed() throws IOException {
        var unused = copy.get();
        copy.closeBehind(queue, () -> true);
        queue.drain(Duration.ofMinutes(1));
        assertThat(engine.openSnapshots()).isEqualTo(1);

        copy.close();
        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void aReaderThatFailedIsReported() throws IOException {
        var unused = copy.get();
        copy.readUntil(CompletableFuture.failedFuture(new IllegalArgumentException("bad histogram")));
        copy.closeBehind(queue, () -> false);
        queue.drain(Duration.ofMinutes(1));

        assertThat(failures.summary()).contains("the weights could not be summarized");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
