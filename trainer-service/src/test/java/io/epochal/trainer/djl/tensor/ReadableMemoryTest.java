package io.epochal.trainer.djl.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadableMemoryTest {
    private final AtomicInteger freed = new AtomicInteger();
    private final ReadableMemory memory = new ReadableMemory(freed::incrementAndGet);

    @Test
    void twoReadAtOnceAndItIsFreedBehindBoth() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread one = reader(reading, goOn);
        Thread other = reader(reading, goOn);
        reading.await();
        Thread closer = new Thread(memory::free);
        closer.start();
        await().until(() -> closer.getState() == Thread.State.WAITING);
        int whileReading = freed.get();
        goOn.countDown();
        one.join();
        other.join();
        closer.join();

        assertThat(whileReading).isZero();
        assertThat(freed).hasValue(1);
    }

    @Test
    void nothingIsReadBehindThat() {
        memory.free();

        assertThatThrownBy(() -> memory.read(() -> 1)).isInstanceOf(ReadableMemory.FreedException.class);
    }

    @Test
    void itIsFreedOnce() {
        memory.free();
        memory.free();

        assertThat(freed).hasValue(1);
    }

    private Thread reader(CountDownLatch reading, CountDownLatch goOn) {
        Thread thread = new Thread(() -> memory.read(() -> {
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return reading;
        }));
        thread.start();
        return thread;
    }
}
