package io.epochal.cli.timeline;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Filters records by run and type, and decodes the rest. Skips a record that this version cannot read, with a warning. */
final class RecordReader {
    private static final int WARNINGS = 3;

    private final @Nullable String run;
    private Set<String> types = Set.of();
    private BiConsumer<String, ConsumerRecord<String, byte[]>> heard = (id, record) -> {};
    private int skipped;
    private long decoded;

    /** @param run null for all runs */
    RecordReader(@Nullable String run) {
        this.run = run;
    }

    /** Reads messages of these types only; without this call, of all types. */
    void onlyTypes(Set<Class<? extends Message>> wanted) {
        types = wanted.stream().map(Wire::type).collect(Collectors.toUnmodifiableSet());
    }

    /** Passes on each record of the run, or of all runs, that has a key, also those of other types. */
    void hearing(BiConsumer<String, ConsumerRecord<String, byte[]>> listener) {
        heard = listener;
    }

    /** Empty when the record does not match the filter, or cannot be read. The filter reads headers only. */
    Optional<KafkaSession.Received> read(ConsumerRecord<String, byte[]> record) {
        return matches(record) ? decode(record) : Optional.empty();
    }

    /** How many records were decoded so far. */
    long decoded() {
        return decoded;
    }

    /** Prints how many records were skipped, if there were more than the printed warnings. */
    void summarize() {
        if (skipped > WARNINGS) {
            System.err.println("skipped " + skipped + " unreadable records in total");
        }
    }

    private boolean matches(ConsumerRecord<String, byte[]> record) {
        if (run != null && !run.equals(record.key())) {
            return false;
        }
        if (record.key() != null) {
            heard.accept(record.key(), record);
        }
        Header type = record.headers().lastHeader("ce_type");
        return types.isEmpty()
                || (type != null
                        && type.value() != null
                        && types.contains(new String(type.value(), StandardCharsets.UTF_8)));
    }

    private Optional<KafkaSession.Received> decode(ConsumerRecord<String, byte[]> record) {
        decoded++;
        try {
            Message message = Records.read(record);
            if (!message.run().equals(record.key())) {
                throw new UnreadableException("its key is " + record.key() + ", its run is " + message.run(), null);
            }
            return Optional.of(new KafkaSession.Received(
                    message, new TopicPartition(record.topic(), record.partition()), record.offset()));
        } catch (UnreadableException e) {
            if (++skipped <= WARNINGS) {
                System.err.println(Printable.of(
                        "skipped an unreadable record (" + record.topic() + ", partition " + record.partition()
                                + ", offset " + record.offset() + "): " + e.getMessage(),
                        500));
            }
            return Optional.empty();
        }
    }
}
