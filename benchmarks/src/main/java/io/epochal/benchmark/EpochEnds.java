package io.epochal.benchmark;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a run's epoch ends goes, from the times in the records: one line an epoch, in milliseconds. The broker's times are
 * whole milliseconds, so single parts are rough, and their medians are not.
 */
final class EpochEnds {
    private final Map<Long, End> ends = new TreeMap<>();
    /** What is known of one end; times of a run without faults. */
    private static final class End {
        private @Nullable Instant said;
        private @Nullable Instant stored;
        private @Nullable Instant decided;
        private @Nullable Instant verdictStored;
        private @Nullable Instant applied;
    }

    /** @param arguments the broker and the run */
    public static void main(String[] arguments) throws UnreadableException {
        EpochEnds ends = new EpochEnds();
        try (RecordLog log = new RecordLog(arguments[0])) {
            for (ConsumerRecord<String, byte[]> record : log.all(Topic.EVENTS, arguments[1])) {
                ends.add(record);
            }
            for (ConsumerRecord<String, byte[]> record : log.all(Topic.VERDICTS, arguments[1])) {
                ends.add(record);
            }
        }
        System.out.println("# to the log, to the decision, verdict to the log, to the trainer and applied, together");
        ends.ends.values().forEach(EpochEnds::print);
    }

    private void add(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        Message message = Records.read(record);
        Instant stored = Instant.ofEpochMilli(record.timestamp());
        if (message instanceof EpochEnded ended) {
            End end = new End();
            end.said = ended.time();
            end.stored = stored;
            ends.put(ended.sequence(), end);
        } else if (message instanceof VerdictApplied applied) {
            Optional.ofNullable(ends.get(applied.answers())).ifPresent(end -> end.applied = applied.time());
        } else if (message instanceof Verdict verdict) {
            Optional.ofNullable(ends.get(verdict.answers())).ifPresent(end -> {
                end.decided = verdict.time();
                end.verdictStored = stored;
            });
        }
    }

    private static void print(End end) {
        Instant said = end.said;
        Instant stored = end.stored;
        Instant decided = end.decided;
        Instant verdictStored = end.verdictStored;
        Instant applied = end.applied;
        if (said != null && stored != null && decided != null && verdictStored != null && applied != null) {
            System.out.printf(
                    "%.3f %.3f %.3f %.3f %.3f%n",
                    between(said, stored),
                    between(stored, decided),
                    between(decided, verdictStored),
                    between(verdictStored, applied),
                    between(said, applied));
        }
    }

    private static double between(Instant from, Instant to) {
        return (to.getEpochSecond() - from.getEpochSecond()) * 1e3 + (to.getNano() - from.getNano()) / 1e6;
    }
}
