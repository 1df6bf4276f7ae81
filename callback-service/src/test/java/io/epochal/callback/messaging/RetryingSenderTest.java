package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.tracing.TracedSpan;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is begun is durable when it is settled, whatever Kafka says first. */
class RetryingSenderTest {
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    private final RetryingSender sender = new RetryingSender(() -> producer);
    private final AtomicInteger stored = new AtomicInteger();

    @Test
    void sendsWithoutWaiting() {
        sender.begin(record("a"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);
        sender.begin(record("b"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);

        assertThat(sent()).containsExactly("a", "b");
    }

    @Test
    void tellsOnceKafkaHasTakenIt() {
        sender.begin(record("a"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);
        assertThat(stored).hasValue(0);
        producer.completeNext();
        assertThat(stored).hasValue(1);
    }

    @Test
    void tellsNothingOfWhatKafkaHasNotTaken() {
        sender.begin(record("a"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);
        producer.errorNext(new RecordTooLargeException("too large"));
        assertThat(stored).hasValue(0);
    }

    @Test
    void sendsAgainWhatKafkaHasNotTaken() throws Exception {
        sender.begin(record("a"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);
        producer.errorNext(new TimeoutException("away"));

        CompletableFuture<Void> settled = settle();
        Awaitility.await().until(producer::completeNext);

        settled.join();
        assertThat(sent()).containsExactly("a", "a");
    }

    @Test
    void replacesWhatKafkaNeverTakes() {
        sender.begin(record("a"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);
        producer.errorNext(new RecordTooLargeException("too large"));

        CompletableFuture<Void> settled = settle();
        Awaitility.await().until(producer::completeNext);

        settled.join();
        assertThat(sent()).containsExactly("a", "instead");
    }

    @Test
    void givesUpWhenTheServiceStops() {
        sender.close();
        sender.begin(record("a"), () -> record("instead"), TracedSpan.NONE, stored::incrementAndGet);
        producer.errorNext(new TimeoutException("away"));
        producer.sendException = new TimeoutException("away");

        assertThatThrownBy(sender::settle).isInstanceOf(InterruptedException.class);
    }

    @Test
    void triesTheNextFormOfWhatIsTooLarge() throws Exception {
        CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return sender.send(List.of(record("whole"), record("short")), 3);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Awaitility.await().until(() -> producer.errorNext(new RecordTooLargeException("too large")));
        Awaitility.await().until(producer::completeNext);

        assertThat(taken.join()).isTrue();
        assertThat(sent()).containsExactly("whole", "short");
    }

    private CompletableFuture<Void> settle() {
        return CompletableFuture.runAsync(() -> {
            try {
                sender.settle();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private List<String> sent() {
        return producer.history().stream().map(ProducerRecord::key).toList();
    }

    private static ProducerRecord<String, byte[]> record(String key) {
        return new ProducerRecord<>("topic", key, new byte[0]);
    }
}
