package io.epochal.cli.timeline;

import io.epochal.cli.run.RunOverview;
import io.epochal.protocol.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runs that a stack's Kafka knows of, by id: an outline of each, whatever has been said of it. */
public record RunCatalog(Map<String, RunOverview> byId) {
    public static RunCatalog read(KafkaCluster kafka) {
        Map<String, RunOverview> byId = new TreeMap<>();
        try (KafkaSession line = KafkaSession.ofAll(kafka, Topic.RUNS, Topic.EVENTS)
                .wanting(RunOverview.TYPES)
                .fromTheBeginning()) {
            line.hearAll(message ->
                    byId.computeIfAbsent(message.run(), RunOverview::new).hear(message));
        }
        byId.values().removeIf(outline -> !outline.known());
        return new RunCatalog(byId);
    }

    public List<RunOverview> newestFirst() {
        return byId.values().stream()
                .sorted(Comparator.comparing(RunOverview::begun).reversed())
                .toList();
    }
}
