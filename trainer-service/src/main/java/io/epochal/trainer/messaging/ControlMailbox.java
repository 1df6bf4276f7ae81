package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts and requests for one attempt, read by a thread of its own from the run's partitions of the topics of requests and of verdicts. No other
 * partition is read.
 *
 * <p>Requests are read from the run's first one on, so that one that was sent while the run was queued is found, and one that an
 * earlier attempt answered behind the checkpoint is applied again; verdicts from now on, since this attempt has asked nothing yet. A
 * verdict is handed on when every request is known that was durable when its question was asked. Verdicts on other attempts are
 * discarded here.
 */
final class ControlMailbox implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ControlMailbox.class);

    private final String run;
    private final int attempt;
    private final PendingCommands requests;
    private final BiConsumer<Verdict, ConsumerRecord<String, byte[]>> received;
    private final Consumer<String, byte[]> consumer;
    private final RequestsEnd end;
    private final ControlTopics topics;
    private final TopicPartition requestPartition;
    private final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
    private final Thread reader;
    private long firstRequest = -1;
    private boolean warned;
    private volatile boolean closing;
    private volatile @Nullable Throwable fault;

    /**
     * @param log is told where the run's requests begin
     * @param received is told of each verdict on this attempt when it has come
     * @param consumer reads
     * @param ends is asked how far the requests go
     */
    ControlMailbox(
            String run,
            int attempt,
            RunOffsets log,
            AnsweredCommands answered,
            BiConsumer<Verdict, ConsumerRecord<String, byte[]>> received,
            Consumer<String, byte[]> consumer,
            Consumer<String, byte[]> ends,
            ControlTopics topics) {
        this.run = run;
        this.attempt = attempt;
        this.requests = new PendingCommands(answered);
        this.received = received;
        this.consumer = consumer;
        this.topics = topics;
        this.requestPartition = log.partition(topics.requests(), consumer);
        this.end = new RequestsEnd(ends, requestPartition);
        TopicPartition verdictPartition = log.partition(topics.verdicts(), consumer);
        consumer.assign(List.of(requestPartition, verdictPartition));
        log.seekToStart(requestPartition, consumer);
        consumer.seekToEnd(List.of(verdictPartition));
        consumer.position(verdictPartition);
        end.look();
        verdicts.addAll(readRequests());
        log.startsAt(requestPartition, firstRequest >= 0 ? firstRequest : consumer.position(requestPartition));
        this.reader = new Thread(this::readAll, "control-mailbox");
        reader.setDaemon(true);
        reader.start();
    }

    /** A question is on its way. How far the requests go is found out while it is decided, so that its verdict need not wait for that. */
    void asked() {
        end.outdated();
        consumer.wakeup();
    }

    /** The verdict on this sequence, if it comes within the limit; those on others are dropped. */
    Optional<Verdict> await(long sequence, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Verdict verdict = verdicts.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (verdict == null || verdict.answers() == sequence) {
                return Optional.ofNullable(verdict);
            }
        }
    }

    /** Why nothing is read any more; a broker that is unavailable is no such reason. */
    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }

    PendingCommands requests() {
        return requests;
    }

    /** Every request that was looked at is known when this returns; the verdicts that were met on the way are not handed on yet. */
    private List<Verdict> readRequests() {
        List<Verdict> met = new ArrayList<>();
        while (requestsRead() < end.offset()) {
            met.addAll(read(Duration.ofMillis(200)));
        }
        return met;
    }

    /** The offset of the next request. A question wakes the consumer where it asks the broker for that, too, as behind a change of leaders. */
    private long requestsRead() {
        while (true) {
            try {
                return consumer.position(requestPartition);
            } catch (WakeupException e) {
                if (closing) {
                    throw e;
                }
            }
        }
    }

    private void readAll() {
        List<Verdict> waiting = new ArrayList<>();
        try (consumer;
                end) {
            while (!closing) {
                waiting.addAll(read(waiting.isEmpty() ? Duration.ofSeconds(1) : Duration.ofMillis(100)));
                handOn(waiting);
            }
        } catch (WakeupException e) {
            LOG.debugf("run %s: the mailbox is closed", run);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "run %s: verdicts and requests can no longer be read", run);
            fault = e;
        }
    }

    /** Leaves them waiting while the broker does not say how far the requests go. */
    private void handOn(List<Verdict> waiting) {
        try {
            end.look();
            if (!waiting.isEmpty()) {
                waiting.addAll(readRequests());
                verdicts.addAll(waiting);
                waiting.clear();
            }
        } catch (RetriableException e) {
            LOG.warnf("run %s: verdicts wait for the requests before them: %s", run, e.getMessage());
        }
    }

    /** Keeps the requests to this run, and returns the verdicts on this attempt. */
    private List<Verdict> read(Duration limit) {
        List<Verdict> met = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : poll(limit)) {
            if (run.equals(record.key())) {
                sort(record, met);
            }
        }
        return met;
    }

    private ConsumerRecords<String, byte[]> poll(Duration limit) {
        try {
            return consumer.poll(limit);
        } catch (WakeupException e) {
            if (closing) {
                throw e;
            }
            return ConsumerRecords.empty();
        }
    }

    private void sort(ConsumerRecord<String, byte[]> record, List<Verdict> met) {
        try {
            Message message = Records.read(record);
            if (message instanceof Verdict verdict && verdict.attempt() == attempt) {
                sort(verdict, record, met);
            } else if (message instanceof CommandRequest request && topics.takesRequestsFrom(record.topic())) {
                firstRequest = firstRequest < 0 ? record.offset() : firstRequest;
                requests.add(request);
            }
        } catch (UnreadableException e) {
            LOG.warnf("%s-%d@%d is ignored: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void sort(Verdict verdict, ConsumerRecord<String, byte[]> record, List<Verdict> met) {
        if (topics.takesVerdictsFrom(record.topic())) {
            received.accept(verdict, record);
            met.add(verdict);
        } else if (!warned) {
            warned = true;
            LOG.warnf(
                    "run %s: verdicts on %s are not applied, for everybody who may send a request can write them there. If a"
                            + " callback-service of an older version has sent them, set epochal.verdicts-on-control=true"
                            + " until it is replaced",
                    run, record.topic());
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        end.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
