package io.epochal.cli.timeline;

import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads each epoch's logs as they are after all callbacks, which is what Keras' {@code History} holds. */
public final class RecordedLogs {
    private RecordedLogs() {}

    /** By epoch, from 0. {@link UsageException} when the log holds no epoch of the run. */
    public static SortedMap<Integer, Metrics> read(KafkaCluster kafka, String run) throws UsageException {
        SortedMap<Integer, Metrics> epochs = new TreeMap<>();
        Map<String, Integer> callbacks = new TreeMap<>();
        try (KafkaSession session = KafkaSession.oneRunInAllPartitions(kafka, run, Topic.EVENTS)
                .onlyTypes(Set.of(EpochEnded.class, VerdictApplied.class))
                .fromBeginning()) {
            session.readToEnd(event -> {
                if (event instanceof EpochEnded ended) {
                    callbacks.put(
                            ended.attempt() + "/" + ended.sequence(),
                            ended.callbacks().size());
                } else if (event instanceof VerdictApplied applied) {
                    // An epoch that a later attempt has trained again is the same epoch.
                    Integer afterAll = callbacks.remove(applied.attempt() + "/" + applied.answers());
                    applied.recordings().stream()
                            .filter(one -> afterAll != null && one.position() == afterAll)
                            .forEach(one -> epochs.put(applied.epoch(), one.logs()));
                }
            });
        }
        if (epochs.isEmpty()) {
            throw new UsageException(run + " is not a run with a trained epoch");
        }
        return epochs;
    }
}
