package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is said to one attempt, picked out of the topics of requests and of verdicts by a thread of its own.
 *
 * <p>Requests are read from the beginning, so that one that was sent while the run was queued is found; verdicts from now on, since
 * this attempt has asked nothing yet. A verdict is handed on when every request is known that was durable before it, as if both were
 * in one log. Verdicts on other attempts are dropped here.
 */
final class ControlMailbox implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ControlMailbox.class);

    private final String run;
    private final int attempt;
    private final AnsweredBefore answered;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaConsumer<String, byte[]> ends;
    private final SaidOn topics;
    private final List<TopicPartition> requestPartitions;
    private final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
    private final Queue<CommandRequest> requests = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = new HashSet<>();
    private final Thread reader;
    private boolean warned;
    private volatile boolean closing;
    private volatile @Nullable Throwable fault;

    /**
     * @param consumer hears
     * @param ends is asked how far the requests go, on a connection of its own: on the other one a broker answers only when there is
     *     something to hear
     */
    ControlMailbox(
            String run,
            int attempt,
            AnsweredBefore answered,
            KafkaConsumer<String, byte[]> consumer,
            KafkaConsumer<String, byte[]> ends,
            SaidOn topics) {
        this.run = run;
        this.attempt = attempt;
        this.answered = answered;
        this.consumer = consumer;
        this.ends = ends;
        this.topics = topics;
        this.requestPartitions = topics.requestPartitions(consumer);
        List<TopicPartition> verdictPartitions = topics.verdictPartitions(consumer);
        List<TopicPartition> all = new ArrayList<>(requestPartitions);
        all.addAll(verdictPartitions);
        consumer.assign(all);
        consumer.seekToBeginning(requestPartitions);
        consumer.seekToEnd(verdictPartitions);
        verdictPartitions.forEach(consumer::position);
        verdicts.addAll(hearRequestsOfNow());
        this.reader = new Thread(this::readAll, "control-mailbox");
        reader.setDaemon(true);
        reader.start();
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

    /** Why nothing is heard any more; a broker that is away is no such reason. */
    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }

    /** In the log's order: what is not due yet holds back what was asked after it, so that no resume overtakes its pause. */
    Optional<CommandRequest> nextRequest(int epoch, int batch) {
        CommandRequest next = requests.peek();
        return next != null && answered.due(next.commandId(), epoch, batch)
                ? Optional.ofNullable(requests.poll())
                : Optional.empty();
    }

    Optional<CommandRequest> nextCancellation() {
        Optional<CommandRequest> cancellation = requests.stream()
                .filter(request -> request.command() instanceof Command.CancelRun
                        && answered.due(request.commandId(), AnsweredBefore.QUEUED, AnsweredBefore.QUEUED))
                .findFirst();
        cancellation.ifPresent(requests::remove);
        return cancellation;
    }

    /** Every request that is durable now is known when this returns; the verdicts that were met on the way are not handed on yet. */
    private List<Verdict> hearRequestsOfNow() {
        List<Verdict> met = new ArrayList<>();
        Map<TopicPartition, Long> now = ends.endOffsets(requestPartitions);
        while (now.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            met.addAll(hear(Duration.ofMillis(200)));
        }
        return met;
    }

    private void readAll() {
        List<Verdict> waiting = new ArrayList<>();
        try (consumer;
                ends) {
            while (!closing) {
                waiting.addAll(hear(waiting.isEmpty() ? Duration.ofSeconds(1) : Duration.ofMillis(100)));
                handOn(waiting);
            }
        } catch (WakeupException e) {
            LOG.debugf("run %s: the mailbox is closed", run);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "run %s: what is said to it can no longer be heard", run);
            fault = e;
        }
    }

    /** Leaves them waiting while the broker does not say how far the requests go. */
    private void handOn(List<Verdict> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            waiting.addAll(hearRequestsOfNow());
            verdicts.addAll(waiting);
            waiting.clear();
        } catch (RetriableException e) {
            LOG.warnf("run %s: a verdict waits for the requests before it: %s", run, e.getMessage());
        }
    }

    /** Keeps the requests to this run, and returns the verdicts on this attempt. */
    private List<Verdict> hear(Duration limit) {
        List<Verdict> met = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
            if (run.equals(record.key())) {
                sort(record, met);
            }
        }
        return met;
    }

    private void sort(ConsumerRecord<String, byte[]> record, List<Verdict> met) {
        try {
            Message message = Records.read(record);
            if (message instanceof Verdict verdict && verdict.attempt() == attempt) {
                sort(verdict, record.topic(), met);
            } else if (message instanceof CommandRequest request
                    && topics.mayAsk(record.topic())
                    && seen.add(request.commandId())) {
                requests.add(request);
            }
        } catch (UnreadableException e) {
            LOG.warnf("%s-%d@%d is ignored: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void sort(Verdict verdict, String topic, List<Verdict> met) {
        if (topics.maySayVerdicts(topic)) {
            met.add(verdict);
        } else if (!warned) {
            warned = true;
            LOG.warnf(
                    "run %s: verdicts on %s are not obeyed, for whoever may ask for something can write them there. If a"
                            + " callback-service of an older version has said them, set epochal.verdicts-on-control=true"
                            + " until it is replaced",
                    run, topic);
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        ends.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
