package io.epochal.callback.messaging;

import io.epochal.callback.api.log.EventLog.Extent;
import io.epochal.callback.api.log.EventLog.Reading;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.LoggedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/** One run's events out of a partition that other runs share. */
final class RunReading implements Reading {
    private static final Logger LOG = Logger.getLogger(RunReading.class);
    private static final Pattern TYPE = Pattern.compile("[\\w.-]{1,200}");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    private final KafkaConsumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final String run;
    private final Extent extent;
    private final RunParts parts;

    /**
     * Reads the partition's length.
     *
     * @param parts those that are read
     */
    RunReading(KafkaConsumer<String, byte[]> consumer, TopicPartition partition, String run, RunParts parts) {
        this.consumer = consumer;
        this.partition = partition;
        this.run = run;
        List<TopicPartition> all = List.of(partition);
        long beginning = consumer.beginningOffsets(all).getOrDefault(partition, 0L);
        this.extent = new Extent(partition.partition(), beginning, end());
        this.parts = parts.within(beginning, extent.end());
    }

    @Override
    public Extent extent() {
        return extent;
    }

    @Override
    public void seek(long offset) {
        consumer.seek(partition, parts.from(offset));
    }

    @Override
    public List<LoggedEvent> next(Duration limit) throws LogUnavailableException {
        List<LoggedEvent> events = new ArrayList<>();
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
                if (run.equals(record.key())) {
                    event(record).ifPresent(events::add);
                }
            }
            skip();
            return events;
        } catch (KafkaException e) {
            throw new LogUnavailableException(partition + " cannot be read further: " + e.getMessage(), e);
        }
    }

    /** Passes over what other runs have between two parts. */
    private void skip() {
        long position = consumer.position(partition);
        long next = parts.from(position);
        if (next > position) {
            consumer.seek(partition, next);
        }
    }

    @Override
    public boolean caughtUp() {
        try {
            OptionalLong lag = consumer.currentLag(partition);
            return lag.orElse(0) <= 0 && consumer.position(partition) >= end();
        } catch (RetriableException e) {
            LOG.debugf("it is unknown whether this is the end of %s: %s", partition, e.getMessage());
            return false;
        }
    }

    @Override
    public boolean hasPassed(long offset) {
        return consumer.position(partition) >= offset;
    }

    @Override
    public void close() {
        try {
            consumer.close();
        } catch (InterruptException e) {
            LOG.debug("the service is stopping while a reader is closed", e);
        }
    }

    private long end() {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Empty for a record that is no event: the deciders send it to the dead letters. */
    private static Optional<LoggedEvent> event(ConsumerRecord<String, byte[]> record) {
        String name = EventHeads.header(record, "ce_type");
        if (record.value() == null || !TYPE.matcher(name).matches()) {
            return Optional.empty();
        }
        // JSON has line ends between values only, where a blank means the same.
        String json = LINE_END.matcher(new String(record.value(), StandardCharsets.UTF_8))
                .replaceAll(" ");
        LogPosition position = new LogPosition(record.partition(), record.offset());
        return Optional.of(new LoggedEvent(position, name, json));
    }
}
