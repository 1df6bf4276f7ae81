package io.epochal.cli.timeline;

import io.epochal.callback.summary.OverviewFold;
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
    /** Reads the summaries, and the log behind them. */
    public static RunCatalog read(KafkaCluster kafka) {
        return new RunCatalog(new Reading(kafka).overviews());
    }

    /** By the time of their start, the newest first. */
    public List<RunOverview> newestFirst() {
        return byId.values().stream()
                .sorted(Comparator.comparing(RunOverview::started).reversed())
                .toList();
    }

    private static final class Reading {
        private static final Topic[] LOG = {Topic.RUNS, Topic.EVENTS};
        private final KafkaCluster kafka;
        private final Map<String, OverviewFold> folds = new TreeMap<>();

        Reading(KafkaCluster kafka) {
            this.kafka = kafka;
        }

        Map<String, RunOverview> overviews() {
            SummarizedLog known = SummarizedLog.ofAll(kafka);
            known.runs().forEach((run, summary) -> folds.put(run, new OverviewFold(summary)));
            readBehind(known).forEach(this::readAgain);
            Map<String, RunOverview> overviews = new TreeMap<>();
            folds.forEach((run, fold) -> overviews.put(run, fold.overview()));
            overviews.values().removeIf(run -> !run.known());
            return overviews;
        }

        /** Returns the runs of which the summary does not say enough. */
        private Set<String> readBehind(SummarizedLog known) {
            Set<String> incomplete = new TreeSet<>();
            try (KafkaSession session = KafkaSession.allRuns(kafka, LOG)
                    .onlyTypes(RunOverview.TYPES)
                    .hearing(Topic.EVENTS, this::heard)
                    .from(known.behind())) {
                session.readToEnd(message -> {
                    if (!incomplete.contains(message.run()) && !add(message)) {
                        incomplete.add(message.run());
                    }
                });
            }
            return incomplete;
        }

        private void readAgain(String run) {
            folds.remove(run);
            try (KafkaSession session = KafkaSession.oneRunInAllPartitions(kafka, run, LOG)
                    .onlyTypes(RunOverview.TYPES)
                    .hearing(Topic.EVENTS, this::heard)
                    .fromBeginning()) {
                session.readToEnd(this::add);
            }
        }

        private void heard(String run, Instant time) {
            folds.computeIfAbsent(run, OverviewFold::new).heard(time);
        }

        private boolean add(Message message) {
            OverviewFold run = folds.computeIfAbsent(message.run(), OverviewFold::new);
            boolean takes = run.takes(message);
            if (takes) {
                run.add(message);
            }
            return takes;
        }
    }
}
