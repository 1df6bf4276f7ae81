package io.epochal.callback.messaging.channel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics as a member of a consumer group, on a thread of its own, and hands its records to a channel. Offsets are committed
 * for what the channel has settled: each record is handled at least once. Without Kafka it waits, and connects again.
 */
public final class ChannelReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ChannelReader.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ChannelSettings settings;
    private final List<String> topics;
    private final Supplier<Consumer<String, byte[]>> connect;
    private final RecordChannel channel;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile @Nullable GroupMember member;

    /**
     * @param connect opens a consumer of the group, which commits nothing by itself
     * @param fatal ends the process after an error that the channel cannot bear
     */
    public ChannelReader(
            ChannelSettings settings,
            List<String> topics,
            Supplier<Consumer<String, byte[]>> connect,
            RecordChannel channel,
            java.util.function.Consumer<Throwable> fatal) {
        this.settings = settings;
        this.topics = List.copyOf(topics);
        this.connect = connect;
        this.channel = channel;
        this.thread = new Thread(() -> run(fatal), settings.name());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether the group has said which partitions are this process' own; they may be none. */
    public boolean joined() {
        GroupMember now = member;
        return now != null && now.joined();
    }

    private void run(java.util.function.Consumer<Throwable> fatal) {
        try {
            String logged = "";
            while (!isClosed()) {
                logged = read(logged);
                pause();
            }
        } catch (Error e) {
            fatal.accept(e);
        }
    }

    /** Returns when it is closed, or why Kafka could not be read. */
    private String read(String logged) {
        String reported = logged;
        try (Consumer<String, byte[]> opened = connect.get()) {
            GroupMember joining = new GroupMember(opened, settings, channel, this::isClosed);
            consumer = opened;
            member = joining;
            joining.subscribe(topics);
            while (!isClosed()) {
                joining.next();
                reported = "";
            }
        } catch (WakeupException | InterruptException | InterruptedException e) {
            // Closed, or about to be.
        } catch (RuntimeException e) {
            return log(e, reported);
        } finally {
            consumer = null;
            member = null;
        }
        return reported;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private String log(RuntimeException e, String logged) {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof KafkaException && !reason.equals(logged)) {
            LOG.warnf("%s: %s cannot be read, and is tried again: %s", settings.name(), topics, reason);
        } else if (!(e instanceof KafkaException)) {
            LOG.errorf(e, "%s: reading %s has failed, and begins again", settings.name(), topics);
        }
        return reason;
    }

    private void pause() {
        try {
            var unused = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    /** Reads nothing more; returns at once. */
    public void stop() {
        closed.countDown();
        Consumer<String, byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
    }

    /** Returns after the record that is being handled, or interrupts that after a few seconds. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(GRACE.toMillis());
            thread.interrupt();
            thread.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
