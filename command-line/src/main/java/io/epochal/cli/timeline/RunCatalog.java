package io.epochal.cli.timeline;

import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All runs in a stack's log, by id. */
public record RunCatalog(Map<String, RunOverview> byId) {
    /** Reads the whole log. */
    public static RunCatalog read(KafkaCluster kafka) {
        Map<String, RunOverview> byId = new TreeMap<>();
        try (KafkaSession session = KafkaSession.allRuns(kafka, Topic.RUNS, Topic.EVENTS)
                .onlyTypes(RunOverview.TYPES)
                .hearing(Topic.EVENTS, (run, time) -> byId.computeIfAbsent(run, RunOverview::new)
                        .heard(time))
                .fromBeginning()) {
            session.readToEnd(message ->
                    byId.computeIfAbsent(message.run(), RunOverview::new).add(message));
        }
        byId.values().removeIf(run -> !run.known());
        return new RunCatalog(byId);
    }

    /** By the time of their start, the newest first. */
    public List<RunOverview> newestFirst() {
        return byId.values().stream()
                .sorted(Comparator.comparing(RunOverview::started).reversed())
                .toList();
    }
}
