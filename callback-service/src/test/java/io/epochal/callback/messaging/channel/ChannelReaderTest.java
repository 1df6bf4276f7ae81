package io.epochal.callback.messaging.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A channel's records are handled at least once: what is committed was settled. */
// It waits for a thread to end. A reader of a mock consumer never sleeps: one at a time.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a core for ChannelReaderTest")
class ChannelReaderTest {
    private static final String TOPIC = "training.events";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final ChannelSettings SETTINGS = new ChannelSettings(
            "test", "group", "earliest", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), false);

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong committed = new AtomicLong();
    private final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private final List<MockConsumer<String, byte[]>> opened = Collections.synchronizedList(new ArrayList<>());
    private RecordChannel channel = record -> handled.add(record.offset());
    private @Nullable ChannelReader last;

    @AfterEach
    void close() {
        if (last != null) {
            last.close();
        }
    }

    @Test
    void commitsWhatIsHandled() {
        ChannelReader reader = start(3);

        await().untilAsserted(() -> assertThat(committed.get()).isEqualTo(3));
        assertThat(handled).containsExactly(0L, 1L, 2L);
        assertThat(reader.joined()).isTrue();
    }

    @Test
    void commitsNothingThatIsNotSettled() throws Exception {
        CountDownLatch durable = new CountDownLatch(1);
        channel = new RecordChannel() {
            @Override
            public void handle(ConsumerRecord<String, byte[]> record) {
                handled.add(record.offset());
            }

            @Override
            public boolean settle() throws InterruptedException {
                durable.await();
                return true;
            }
        };
        start(2);

        await().until(() -> handled.size() == 2);
        assertThat(committed.get()).isZero();
        durable.countDown();
        await().untilAsserted(() -> assertThat(committed.get()).isEqualTo(2));
    }

    @Test
    void whatHasToWaitIsSettledWithoutMoreRecords() {
        AtomicLong asked = new AtomicLong();
        channel = new RecordChannel() {
            @Override
            public void handle(ConsumerRecord<String, byte[]> record) {
                handled.add(record.offset());
            }

            @Override
            public boolean settle() {
                assertThat(committed.get()).isZero();
                return asked.incrementAndGet() == 3;
            }
        };
        start(2);

        await().untilAsserted(() -> assertThat(committed.get()).isEqualTo(2));
        assertThat(asked.get()).isEqualTo(3);
        assertThat(handled).containsExactly(0L, 1L);
    }

    @Test
    void aRecordThatIsInterruptedByTheEndIsLeftToTheNextProcess() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        channel = record -> {
            handled.add(record.offset());
            if (record.offset() == 1) {
                stuck.countDown();
                new CountDownLatch(1).await();
            }
        };
        ChannelReader reader = start(3);
        stuck.await();

        reader.close();

        assertThat(committed.get()).isLessThan(2);
        assertThat(handled).containsExactly(0L, 1L);
    }

    @Test
    void connectsAgainAfterAnErrorOfKafka() {
        start(1);
        await().until(() -> handled.size() == 1);

        opened.get(0).setPollException(new KafkaException("away"));

        await().until(() -> opened.size() == 2);
        await().untilAsserted(() -> assertThat(handled).containsExactly(0L, 0L));
        assertThat(opened.get(0).closed()).isTrue();
    }

    @Test
    void whatComesBehindASlowRecordWaitsForTheNextPoll() {
        CountDownLatch never = new CountDownLatch(1);
        channel = record -> {
            handled.add(record.offset());
            assertThat(never.await(1100, TimeUnit.MILLISECONDS)).isFalse();
        };
        start(2);

        await().untilAsserted(() -> assertThat(committed.get()).isEqualTo(1));
        assertThat(handled).containsExactly(0L);
        assertThat(opened.get(0).position(PARTITION)).isEqualTo(1);
    }

    @Test
    void anErrorOfTheJvmEndsTheProcess() {
        channel = record -> {
            throw new OutOfMemoryError("test");
        };
        start(1);

        await().untilAsserted(() -> assertThat(fatal.get()).isInstanceOf(OutOfMemoryError.class));
        assertThat(committed.get()).isZero();
    }

    private ChannelReader start(int records) {
        ChannelReader reader =
                new ChannelReader(SETTINGS, List.of(TOPIC), () -> consumer(records), channel, fatal::set);
        last = reader;
        reader.start();
        return reader;
    }

    /** Each one that is opened begins where the group begins: the records are the same. */
    private MockConsumer<String, byte[]> consumer(int records) {
        MockConsumer<String, byte[]> consumer = new CommittingConsumer();
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            for (int offset = 0; offset < records; offset++) {
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, "run", new byte[0]));
            }
        });
        opened.add(consumer);
        return consumer;
    }

    /** Kafka's own, which also tells what was committed when it is closed. */
    private final class CommittingConsumer extends MockConsumer<String, byte[]> {
        CommittingConsumer() {
            super("earliest");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            note(offsets);
            super.commitAsync(offsets, callback);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            note(offsets);
            super.commitSync(offsets);
        }

        private void note(Map<TopicPartition, OffsetAndMetadata> offsets) {
            OffsetAndMetadata offset = offsets.get(PARTITION);
            if (offset != null) {
                committed.set(offset.offset());
            }
        }
    }
}
