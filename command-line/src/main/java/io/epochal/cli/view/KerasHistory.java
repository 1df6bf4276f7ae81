package io.epochal.cli.view;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Numbers;
import io.epochal.protocol.Printable;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What Keras' {@code KerasHistory} holds after a run: each epoch's logs with what every callback has written into them. */
public record KerasHistory(SortedMap<Integer, Metrics> epochs) {
    /** Reads the event log; {@link UsageException} when no epoch of the run is in it. */
    public static KerasHistory of(String run, KafkaCluster kafka) throws Exception {
        SortedMap<Integer, Metrics> epochs = new TreeMap<>();
        Map<String, Integer> asked = new TreeMap<>();
        try (KafkaSession line = KafkaSession.anywhere(kafka, run, Topic.EVENTS)
                .wanting(Set.of(EpochEnded.class, VerdictApplied.class))
                .fromTheBeginning()) {
            line.hearAll(event -> {
                if (event instanceof EpochEnded ended) {
                    asked.put(
                            ended.attempt() + "/" + ended.sequence(),
                            ended.callbacks().size());
                } else if (event instanceof VerdictApplied applied) {
                    // An epoch that was trained again by a later attempt is the same epoch.
                    Integer behindAll = asked.remove(applied.attempt() + "/" + applied.answers());
                    applied.recordings().stream()
                            .filter(one -> behindAll != null && one.position() == behindAll)
                            .forEach(one -> epochs.put(applied.epoch(), one.logs()));
                }
            });
        }
        if (epochs.isEmpty()) {
            throw new UsageException(run + " is not a run that has trained an epoch");
        }
        return new KerasHistory(epochs);
    }

    /** As {@code KerasHistory}: the epochs, and a list for each log; an epoch without a log adds nothing to its list. */
    public String json() {
        Map<String, List<Object>> logs = new TreeMap<>();
        epochs.values().forEach(epoch -> epoch.values()
                .forEach((name, value) ->
                        logs.computeIfAbsent(name, key -> new ArrayList<>()).add(Numbers.json(value))));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", List.copyOf(epochs.keySet()));
        json.put("history", logs);
        return PrintableJson.line(json) + "\n";
    }

    /** One line an epoch; {@code NA} where it lacks a log. */
    public String csv() {
        TreeSet<String> names = new TreeSet<>();
        epochs.values().forEach(epoch -> names.addAll(epoch.values().keySet()));
        StringBuilder text = new StringBuilder("epoch");
        names.forEach(name -> text.append(',').append(Printable.of(name)));
        epochs.forEach((epoch, logs) -> {
            text.append('\n').append(epoch);
            for (String name : names) {
                var value = logs.get(name);
                text.append(',').append(value.isPresent() ? PythonText.repr(value.getAsDouble()) : "NA");
            }
        });
        return text.append('\n').toString();
    }
}
