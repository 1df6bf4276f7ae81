package io.epochal.cli.timeline;

import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All runs in a stack's log, by id. */
public record RunCatalog(Map<String, RunOverview> byId) {
    private static final Topic[] LOG = {Topic.RUNS, Topic.EVENTS};

    /** Reads the summaries, and the log behind them. */
    public static RunCatalog read(KafkaCluster kafka) {
        SummarizedLog known = SummarizedLog.ofAll(kafka);
        RunCatalog catalog = new RunCatalog(new TreeMap<>());
        known.runs().forEach((run, summary) -> catalog.byId.put(run, new RunOverview(summary)));
        Set<String> incomplete = new TreeSet<>();
        try (KafkaSession session = KafkaSession.allRuns(kafka, LOG)
                .onlyTypes(RunOverview.TYPES)
                .hearing(Topic.EVENTS, catalog::heard)
                .from(known.behind())) {
            session.readToEnd(message -> {
                if (!incomplete.contains(message.run()) && !catalog.add(message)) {
                    incomplete.add(message.run());
                }
            });
        }
        incomplete.forEach(run -> catalog.readAgain(kafka, run));
        catalog.byId.values().removeIf(run -> !run.known());
        return catalog;
    }

    private void heard(String run, Instant time) {
        byId.computeIfAbsent(run, RunOverview::new).heard(time);
    }

    private boolean add(Message message) {
        RunOverview run = byId.computeIfAbsent(message.run(), RunOverview::new);
        boolean takes = run.takes(message);
        if (takes) {
            run.add(message);
        }
        return takes;
    }

    private void readAgain(KafkaCluster kafka, String run) {
        byId.remove(run);
        try (KafkaSession session = KafkaSession.oneRunInAllPartitions(kafka, run, LOG)
                .onlyTypes(RunOverview.TYPES)
                .hearing(Topic.EVENTS, this::heard)
                .fromBeginning()) {
            session.readToEnd(this::add);
        }
    }

    /** By the time of their start, the newest first. */
    public List<RunOverview> newestFirst() {
        return byId.values().stream()
                .sorted(Comparator.comparing(RunOverview::started).reversed())
                .toList();
    }
}
