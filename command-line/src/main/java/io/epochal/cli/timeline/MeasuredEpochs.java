package io.epochal.cli.timeline;

import io.epochal.callback.policy.Replay;
import io.epochal.cli.spec.ReplayHistory;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads what was measured in each epoch of a run, before any callback. */
public final class MeasuredEpochs {
    private MeasuredEpochs() {}

    /** {@link UsageException} when the log holds no epoch of the run. */
    public static ReplayHistory read(KafkaCluster kafka, String run) throws UsageException {
        SortedMap<Integer, Replay.Measured> epochs = new TreeMap<>();
        SortedMap<Integer, Double> rates = new TreeMap<>();
        AtomicReference<@Nullable TrainingParams> params = new AtomicReference<>();
        try (KafkaSession session = KafkaSession.oneRunInAllPartitions(kafka, run, Topic.EVENTS)
                .onlyTypes(Set.of(EpochEnded.class))
                .fromBeginning()) {
            session.readToEnd(event -> {
                if (event instanceof EpochEnded ended) {
                    epochs.put(ended.epoch(), new Replay.Measured(ended.epoch(), ended.metrics(), List.of()));
                    rates.put(ended.epoch(), ended.learningRate());
                    params.set(ended.params());
                }
            });
        }
        TrainingParams compiled = params.get();
        if (compiled == null) {
            throw new UsageException(run + " is neither a file nor a run with a trained epoch");
        }
        return new ReplayHistory(
                rates.values().iterator().next(),
                List.copyOf(epochs.values()),
                compiled.metrics(),
                compiled.directions());
    }
}
