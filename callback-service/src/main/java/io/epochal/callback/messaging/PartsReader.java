package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads some runs' parts of a partition in one pass, and passes over what lies between. */
final class PartsReader {
    private static final Duration WAIT = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> reader;

    /** @param reader which is assigned what is read */
    PartsReader(KafkaConsumer<String, byte[]> reader) {
        this.reader = reader;
    }

    /**
     * Hands on these runs' records, as far as they are there now.
     *
     * @return the offset behind the last record that it has looked at
     * @throws LogUnavailableException when nothing comes for a few seconds
     */
    long read(TopicPartition partition, Map<String, RunParts> runs, Consumer<ConsumerRecord<String, byte[]>> each)
            throws LogUnavailableException {
        List<TopicPartition> one = List.of(partition);
        reader.assign(one);
        long beginning = reader.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = reader.endOffsets(one).getOrDefault(partition, 0L);
        List<RunParts> parts =
                runs.values().stream().map(run -> run.within(beginning, end)).toList();
        long position = next(parts, beginning);
        long heard = System.nanoTime();
        while (position < end) {
            reader.seek(partition, position);
            for (ConsumerRecord<String, byte[]> record : reader.poll(WAIT)) {
                if (record.offset() < end && runs.containsKey(record.key())) {
                    each.accept(record);
                }
            }
            heard = reader.position(partition) > position ? System.nanoTime() : heard;
            if (System.nanoTime() - heard > KafkaClients.LIMIT.toNanos()) {
                throw new LogUnavailableException("nothing comes from " + partition, null);
            }
            position = next(parts, reader.position(partition));
        }
        return end;
    }

    private static long next(Collection<RunParts> parts, long offset) {
        return parts.stream().mapToLong(part -> part.from(offset)).min().orElse(offset);
    }
}
