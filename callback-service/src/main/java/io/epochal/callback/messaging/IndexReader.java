package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.readmodel.Database;
import io.epochal.callback.readmodel.ReadModel;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.ReaderTurn;
import io.epochal.callback.readmodel.TopicIds;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Reads topics for the list of runs, in no consumer group: how far they are read is stored in the database, together with what they led to.
 * Without Kafka or the database it waits, and begins again where the database says.
 */
final class IndexReader implements Runnable {
    private static final Logger LOG = Logger.getLogger(IndexReader.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** After this the topics are looked at again: there may be more of them, or more partitions. */
    private static final long SESSION_NANOS = Duration.ofMinutes(1).toNanos();
    /** The same, where a topic is missing. */
    private static final long SHORT_SESSION_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long TURN_NANOS = Duration.ofSeconds(3).toNanos();

    private final Clock clock = Clock.systemUTC();
    private final KafkaClients clients;
    private final ReadModel model;
    private final Function<Database, IndexedTopics> indexed;
    private final CountDownLatch begin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String logged = "";

    /**
     * @param indexed makes what gathers the records for an open database
     * @param begin nothing is read before this
     */
    IndexReader(
            KafkaClients clients, ReadModel model, Function<Database, IndexedTopics> indexed, CountDownLatch begin) {
        this.clients = clients;
        this.model = model;
        this.indexed = indexed;
        this.begin = begin;
    }

    @Override
    public void run() {
        try {
            begin.await();
            while (isOpen()) {
                if (!read()) {
                    pause(PAUSE);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            closed.countDown();
        }
    }

    /** Returns whether all went well; otherwise why it did not is in the log, once. */
    private boolean read() throws InterruptedException {
        try {
            Database database = model.open();
            session(database, indexed.apply(database));
            return true;
        } catch (MissingTopicException e) {
            return false;
        } catch (InterruptException e) {
            throw e;
        } catch (ReadModelException | LogUnavailableException | IOException | KafkaException e) {
            report(String.valueOf(e.getMessage()));
            return false;
        } catch (RuntimeException e) {
            LOG.error("reading for the list of runs has failed, and begins again", e);
            return false;
        }
    }

    private void report(String reason) {
        if (isOpen() && !reason.equals(logged)) {
            LOG.warnf("the list of runs is not kept up to date, until this is over: %s", reason);
            logged = reason;
        }
    }

    private void session(Database database, IndexedTopics topics)
            throws ReadModelException, LogUnavailableException, IOException, InterruptedException {
        ReaderTurn turn = new ReaderTurn(database, topics.name());
        if (!turn.take(clock.instant())) {
            pause(PAUSE);
            return;
        }
        try (KafkaConsumer<String, byte[]> consumer = clients.readers().ofExisting(topics.topics(), WAIT)) {
            List<String> names = consumer.assignment().stream()
                    .map(TopicPartition::topic)
                    .distinct()
                    .toList();
            new TopicIds(database).compare(clients.topicIds(names), topics.writer());
            IndexedPositions positions = new IndexedPositions(database, consumer);
            boolean complete = names.size() == topics.topics().size();
            long began = System.nanoTime();
            long taken = began;
            while (isOpen() && System.nanoTime() - began < (complete ? SESSION_NANOS : SHORT_SESSION_NANOS)) {
                if (System.nanoTime() - taken > TURN_NANOS) {
                    if (!turn.take(clock.instant())) {
                        return;
                    }
                    taken = System.nanoTime();
                }
                if (!positions.next(topics)) {
                    return;
                }
                logged = "";
            }
            positions.commit(topics);
        } finally {
            if (!isOpen()) {
                turn.leave();
            }
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void pause(Duration time) throws InterruptedException {
        var unused = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads nothing more, and stores what it has read. */
    void stop() {
        closed.countDown();
        begin.countDown();
    }
}
