package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.time.Duration;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is said to one attempt, picked out of the control topic by a thread of its own.
 *
 * <p>The topic is read from its beginning, so that a request that was sent while the run was queued is found. Verdicts on other
 * attempts are dropped here.
 */
final class ControlMailbox implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ControlMailbox.class);

    private final String run;
    private final int attempt;
    private final AnsweredBefore answered;
    private final KafkaConsumer<String, byte[]> consumer;
    private final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
    private final Queue<CommandRequest> requests = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = new HashSet<>();
    private final Thread reader;
    private volatile boolean closing;
    private volatile @Nullable Throwable fault;

    ControlMailbox(
            String run, int attempt, AnsweredBefore answered, KafkaConsumer<String, byte[]> consumer, String topic) {
        this.run = run;
        this.attempt = attempt;
        this.answered = answered;
        this.consumer = consumer;
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        catchUp(consumer.endOffsets(partitions));
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

    private void catchUp(Map<TopicPartition, Long> ends) {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(this::sort);
        }
    }

    private void readAll() {
        try (consumer) {
            while (!closing) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::sort);
            }
        } catch (WakeupException e) {
            LOG.debugf("run %s: the mailbox is closed", run);
        } catch (KafkaException e) {
            LOG.errorf(e, "run %s: what is said to it can no longer be heard", run);
            fault = e;
        }
    }

    private void sort(ConsumerRecord<String, byte[]> record) {
        if (!run.equals(record.key())) {
            return;
        }
        try {
            Message message = Records.read(record);
            if (message instanceof Verdict verdict && verdict.attempt() == attempt) {
                verdicts.add(verdict);
            } else if (message instanceof CommandRequest request && seen.add(request.commandId())) {
                requests.add(request);
            }
        } catch (UnreadableException e) {
            LOG.warnf("%s-%d@%d is ignored: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
