package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.SummarizedRun;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.RunSummary.Span;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The runs whose records were read last, each going on from its stored summary. */
final class SummarizedRuns {
    private static final Logger LOG = Logger.getLogger(SummarizedRuns.class);
    /** As many runs are kept in memory, beside those that are not written yet. */
    private static final int MOST_RUNS = 2000;

    private static final int MOST_CHANGED = 500;
    private static final Set<String> TYPES =
            RunOverview.TYPES.stream().map(Wire::type).collect(Collectors.toUnmodifiableSet());

    private final KafkaClients clients;
    private final SummaryLog log;
    private final RunHistory history;
    private final Map<String, SummarizedRun> runs = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> changed = new LinkedHashSet<>();
    private Map<String, String> topicIds = Map.of();
    private boolean urgent;

    SummarizedRuns(KafkaClients clients, SummaryLog log, RunHistory history) {
        this.clients = clients;
        this.log = log;
        this.history = history;
    }

    /** @param ids of the topics that are read from now on, by their names */
    void beginWith(Map<String, String> ids) {
        clear();
        topicIds = ids;
    }

    void clear() {
        runs.clear();
        changed.clear();
        urgent = false;
    }

    /** Adds what a record says to its run. */
    void add(String id, ConsumerRecord<String, byte[]> record) throws LogUnavailableException {
        SummarizedRun run = runs.containsKey(id) ? runs.get(id) : stored(id);
        Optional<Message> message = message(record);
        if (message.isPresent() && !run.takes(message.get())) {
            run = readAgain(id, run.spans());
        }
        add(run, record, message);
        runs.put(id, run);
        changed.add(id);
        urgent |= message.filter(one -> !(one instanceof EpochEnded)).isPresent();
    }

    private SummarizedRun stored(String id) throws LogUnavailableException {
        return log.find(id)
                .filter(summary ->
                        summary.spans().stream().allMatch(span -> span.topicId().equals(topicIds.get(span.topic()))))
                .map(SummarizedRun::new)
                .orElseGet(() -> new SummarizedRun(id));
    }

    private SummarizedRun readAgain(String id, List<Span> spans) throws LogUnavailableException {
        SummarizedRun run = new SummarizedRun(id);
        history.read(id, spans, record -> add(run, record, message(record)));
        return run;
    }

    private void add(SummarizedRun run, ConsumerRecord<String, byte[]> record, Optional<Message> message) {
        Span place = new Span(
                record.topic(),
                topicIds.getOrDefault(record.topic(), ""),
                record.partition(),
                record.offset(),
                record.offset());
        run.add(place, Instant.ofEpochMilli(record.timestamp()), record.topic().equals(clients.name(Topic.EVENTS)));
        message.ifPresent(run::add);
    }

    /** Empty for a record that says nothing of where the run is, and for one that is no message: the deciders report it. */
    private static Optional<Message> message(ConsumerRecord<String, byte[]> record) {
        if (!TYPES.contains(EventHeads.header(record, "ce_type"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Records.read(record));
        } catch (UnreadableException e) {
            LOG.debugf("%s is not summarized: %s", RecordPositions.of(record), e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether a run has begun or ended since, or there are too many to be kept unwritten. */
    boolean areUrgent() {
        return urgent || changed.size() > MOST_CHANGED;
    }

    boolean areWritten() {
        return changed.isEmpty();
    }

    /** Of the runs that have records which are not written yet. */
    List<RunSummary> unwritten() {
        return changed.stream()
                .map(runs::get)
                .filter(run -> run != null)
                .map(SummarizedRun::summary)
                .toList();
    }

    /** All are written: those that were read longest ago are forgotten, where there are too many. */
    void noteWritten() {
        changed.clear();
        urgent = false;
        Iterator<SummarizedRun> eldest = runs.values().iterator();
        while (runs.size() > MOST_RUNS) {
            eldest.next();
            eldest.remove();
        }
    }
}
