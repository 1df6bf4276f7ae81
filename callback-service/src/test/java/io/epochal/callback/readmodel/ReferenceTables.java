package io.epochal.callback.readmodel;

import io.epochal.callback.query.SpecFields;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the tables must have of a log, computed in one go and in memory. */
final class ReferenceTables {
    private final Map<String, EventPosition> positions = new TreeMap<>();
    private final Map<String, SortedMap<Integer, EpochEnded>> epochs = new TreeMap<>();
    private final Map<String, RunFacts> begun = new TreeMap<>();
    private final Map<String, RunFacts> requested = new TreeMap<>();
    private final Map<String, BatchCurve> curves = new TreeMap<>();

    ReferenceTables(List<? extends Message> log) {
        log.forEach(this::add);
    }

    private void add(Message message) {
        if (message instanceof BatchEnded batch) {
            curves.computeIfAbsent(batch.run(), run -> new BatchCurve()).add(batch);
        } else if (message instanceof RunRequested request) {
            requested.put(request.run(), RunFacts.of(request.spec()));
        } else if (message instanceof TrainingEvent event) {
            EventPosition before = positions.getOrDefault(event.run(), EventPosition.BEGINNING);
            if (before.isBefore(EventPosition.of(event))) {
                positions.put(event.run(), EventPosition.of(event));
                add(event);
            }
        }
    }

    private void add(TrainingEvent event) {
        SortedMap<Integer, EpochEnded> known = epochs.computeIfAbsent(event.run(), run -> new TreeMap<>());
        known.values().removeIf(event::voids);
        if (event instanceof EpochEnded epoch) {
            known.put(epoch.epoch(), epoch);
        }
        RunFacts.of(event).ifPresent(facts -> begun.put(event.run(), facts));
    }

    /** Each row of a metric. */
    List<String> metrics() {
        List<String> rows = new ArrayList<>();
        epochs.forEach((run, ended) -> {
            Map<String, MetricStanding> standings = new TreeMap<>();
            ended.values().forEach(epoch -> MeasuredEpoch.of(epoch)
                    .values()
                    .forEach((name, value) -> standings.put(name, MetricStanding.after(standings.get(name), value))));
            standings.forEach((name, one) ->
                    rows.add(run + " " + name + " " + one.best() + " " + one.newest() + " " + one.greaterIsBetter()));
        });
        return rows;
    }

    /** Each row of a field. */
    List<String> fields() {
        Map<String, RunFacts> facts = new TreeMap<>(requested);
        facts.putAll(begun);
        List<String> rows = new ArrayList<>();
        facts.forEach((run, one) ->
                SpecFields.of(one).forEach((path, value) -> rows.add(run + " " + path + " " + SpecFields.text(value))));
        return rows;
    }

    /** Each curve, by its run. */
    List<String> curves() {
        return curves.entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue().state() + " "
                        + one.getValue().columns())
                .toList();
    }
}
