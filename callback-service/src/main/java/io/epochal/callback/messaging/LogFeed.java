package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads events, requests, and new verdicts on a thread of its own, and hands them to a follower: from where the summaries of runs end,
 * and older runs when somebody asks for them.
 */
final class LogFeed implements Runnable, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LogFeed.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    /** For records; who asks how far the log goes wakes the feed. */
    private static final Duration SLEEP = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final List<Topic> TOPICS = List.of(Topic.EVENTS, Topic.CONTROL, Topic.VERDICTS);

    private final KafkaClients clients;
    private final LogFollower follower;
    private final OlderRecords older;
    private final FollowedRecords records;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final PositionWaits reached = new PositionWaits();
    private final CatchUps catchUps = new CatchUps(reached);
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private final Thread thread = new Thread(this, "log-feed");
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    LogFeed(KafkaClients clients, LogFollower follower, OlderRecords older) {
        this.clients = clients;
        this.follower = follower;
        this.older = older;
        this.records = new FollowedRecords(clients, follower, older);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        String logged = "";
        while (closed.getCount() > 0) {
            // Kafka answers the requests of one line in turn: behind a fetch for which there is nothing, each would
            // wait as long.
            try (KafkaConsumer<String, byte[]> reader = open();
                    KafkaConsumer<String, byte[]> ends = clients.readers().of(Topic.EVENTS, WAIT)) {
                consumer = reader;
                while (closed.getCount() > 0) {
                    follow(reader, ends);
                    logged = "";
                }
            } catch (WakeupException e) {
                // Closed.
            } catch (KafkaException | LogUnavailableException e) {
                String reason = KafkaClients.reason(e);
                if (!reason.equals(logged)) {
                    LOG.warnf("what trainers and users say cannot be read, and is tried again: %s", reason);
                    logged = reason;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            var unused = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private KafkaConsumer<String, byte[]> open() throws LogUnavailableException {
        KafkaConsumer<String, byte[]> reader = clients.readers().of(TOPICS, WAIT);
        try {
            seek(reader);
            return reader;
        } catch (KafkaException e) {
            reader.close();
            throw e;
        }
    }

    private void seek(KafkaConsumer<String, byte[]> reader) {
        List<TopicPartition> verdicts = reader.assignment().stream()
                .filter(partition -> partition.topic().equals(clients.name(Topic.VERDICTS)))
                .toList();
        if (read.isEmpty()) {
            read.putAll(older.begin(reader, follower));
        }
        reader.seekToBeginning(reader.assignment());
        reader.seekToEnd(verdicts);
        read.keySet().retainAll(reader.assignment());
        read.forEach(reader::seek);
        // Known before the first question is asked, so that no reconnection passes over its verdict.
        verdicts.forEach(partition -> read.put(partition, reader.position(partition)));
    }

    private void follow(KafkaConsumer<String, byte[]> reader, KafkaConsumer<String, byte[]> ends)
            throws LogUnavailableException {
        try {
            read(reader);
            if (catchUps.areAsked()) {
                catchUps.answer(ends, older, follower);
            }
        } catch (WakeupException e) {
            // Somebody asks, or it is closed: the next turn knows.
        }
    }

    /** Returns at once where somebody asks. A wakeup may come late, and ends the consumer's next call then. */
    private ConsumerRecords<String, byte[]> poll(KafkaConsumer<String, byte[]> reader) {
        asleep.set(true);
        try {
            return reader.poll(catchUps.areAsked() ? Duration.ZERO : SLEEP);
        } finally {
            asleep.set(false);
        }
    }

    private void read(KafkaConsumer<String, byte[]> reader) {
        try {
            for (ConsumerRecord<String, byte[]> record : poll(reader)) {
                records.hand(record);
                read.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
        } catch (OffsetOutOfRangeException e) {
            // Truncated, or deleted and created again, since it was read last.
            read.keySet().removeAll(e.partitions());
            reader.seekToBeginning(e.partitions());
        }
        String events = clients.name(Topic.EVENTS);
        for (TopicPartition partition : reader.assignment()) {
            if (partition.topic().equals(events)) {
                reached.reach(partition.partition(), reader.position(partition));
            }
        }
    }

    /** As {@link io.epochal.callback.api.log.TrainerLog#reached}. */
    CompletionStage<Void> reached(LogPosition event) {
        return reached.after(event.partition(), event.offset());
    }

    /** As {@link io.epochal.callback.api.log.TrainerLog#caughtUp}. */
    CompletionStage<Void> caughtUp(String run) {
        CompletionStage<Void> caughtUp = catchUps.ask(run);
        KafkaConsumer<String, byte[]> reader = consumer;
        // Once for each sleep, so that however many ask, the feed reads on.
        if (asleep.compareAndSet(true, false) && reader != null) {
            reader.wakeup();
        }
        return caughtUp;
    }

    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<String, byte[]> reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
    }
}
