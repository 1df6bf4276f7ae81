package io.epochal.cli;

import io.epochal.protocol.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runs that a stack's Kafka knows of, by id: an outline of each, whatever has been said of it. */
record Runs(Map<String, Outline> byId) {
    static Runs read(Cluster kafka) {
        Map<String, Outline> byId = new TreeMap<>();
        try (Line line = Line.ofAll(kafka, Topic.RUNS, Topic.EVENTS)
                .wanting(Outline.TYPES)
                .fromTheBeginning()) {
            line.hearAll(
                    message -> byId.computeIfAbsent(message.run(), Outline::new).hear(message));
        }
        byId.values().removeIf(outline -> !outline.known());
        return new Runs(byId);
    }

    List<Outline> newestFirst() {
        return byId.values().stream()
                .sorted(Comparator.comparing(Outline::begun).reversed())
                .toList();
    }
}
