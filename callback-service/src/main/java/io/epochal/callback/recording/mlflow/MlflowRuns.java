package io.epochal.callback.recording.mlflow;

import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.mlflow.MlflowServer.MlflowPoints;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.Start;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes events into the MLflow runs that they belong to. MLflow has the truth of how far each run is written; this is a cache of
 * it. Where an attempt makes void what was written, it gets an MLflow run of its own, with the epochs that are still true.
 */
final class MlflowRuns {
    private static final int MOST_RUNS = 2000;

    private final MlflowServer server;
    private final MlflowSettings settings;
    private final MlflowArtifacts artifacts;
    private final Map<String, MlflowRun> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MlflowRun> eldest) {
            return size() > MOST_RUNS;
        }
    };

    /** @param failures what is told of artifacts that MLflow does not take */
    MlflowRuns(MlflowServer server, MlflowSettings settings, RecordingFailures failures) {
        this.server = server;
        this.settings = settings;
        this.artifacts = new MlflowArtifacts(server, settings.bucket(), failures);
    }

    /** What MLflow has of the run is asked anew: it is not certain, or another process may write it. */
    void forget(String run) {
        known.remove(run);
    }

    void forgetAll() {
        known.clear();
    }

    /**
     * Writes the first of these events of one run, and those behind it that go into the same request.
     *
     * @param most how many events at most
     * @return how many are written, 1 at least
     */
    int write(List<TrainingEvent> events, int most) throws IOException, InterruptedException {
        TrainingEvent first = events.get(0);
        Optional<MlflowRun> run = current(first.run());
        if (run.isPresent() && isWritten(first, run.get())) {
            return 1;
        }
        if (first instanceof Start || (first instanceof Resumption && run.isEmpty())) {
            begin(first, run);
            return 1;
        }
        if (first instanceof Resumption resumption) {
            resume(resumption, run.orElseThrow());
            return 1;
        }
        // Its beginning is not in the log any more.
        return append(events.subList(0, Math.min(most, events.size())), run.isEmpty() ? begin(first, run) : run.get());
    }

    /** An end is written again: its points may be there, and its status not yet. */
    private static boolean isWritten(TrainingEvent event, MlflowRun run) {
        int order = EventPosition.of(event).compareTo(run.position());
        return order < 0 || (order == 0 && !(event instanceof RunEnded));
    }

    private Optional<MlflowRun> current(String run) throws IOException, InterruptedException {
        MlflowRun cached = known.get(run);
        if (cached != null) {
            return Optional.of(cached);
        }
        Iterator<MlflowRun> found = server.find(run).iterator();
        while (found.hasNext()) {
            MlflowRun newest = found.next();
            if (!newest.position().equals(MlflowRun.UNFINISHED)) {
                known.put(run, newest);
                return Optional.of(newest);
            }
            // Its recorder died before it had what it begins with.
            server.delete(newest.id());
        }
        return Optional.empty();
    }

    private MlflowRun begin(TrainingEvent first, Optional<MlflowRun> before) throws IOException, InterruptedException {
        String experiment = server.experiment(settings.experiment().orElseGet(() -> ExperimentName.of(first)));
        long time = first.time().toEpochMilli();
        MlflowRun created = server.create(experiment, first.run(), first.attempt(), time);
        if (before.isPresent()) {
            if (first instanceof Resumption resumption) {
                copy(before.get().id(), created.id(), resumption);
                artifacts.copy(before.get(), created, resumption.epoch(), first.run());
            }
            server.tag(before.get().id(), new TreeMap<>(Map.of("epochal.superseded_by", created.id())));
            server.end(before.get().id(), "KILLED", time);
        }
        SortedMap<String, String> tags = EventEntries.trainer(first);
        before.ifPresent(older -> tags.put("epochal.supersedes", older.id()));
        boolean isFirst = first instanceof Start || first instanceof Resumption;
        EventPosition position = isFirst ? EventPosition.of(first) : EventPosition.BEGINNING;
        MlflowRun run = created.at(position);
        server.log(run, LoggedBatch.of(RunParams.of(first), tags));
        known.put(first.run(), run);
        return run;
    }

    private void resume(Resumption resumption, MlflowRun run) throws IOException, InterruptedException {
        if (resumption.voids(run.position())) {
            begin(resumption, Optional.of(run));
            return;
        }
        MlflowRun next = run.at(EventPosition.of(resumption));
        server.log(next, LoggedBatch.of(new TreeMap<>(), EventEntries.trainer(resumption)));
        server.status(run.id(), "RUNNING");
        known.put(resumption.run(), next);
    }

    /** The epochs before the one that is resumed. Its batches stay where they are: there may be millions. */
    private void copy(String from, String to, Resumption resumption) throws IOException, InterruptedException {
        for (String key : server.keys(from)) {
            if (key.startsWith(EventEntries.BATCH) || key.startsWith(EventEntries.TEST)) {
                continue;
            }
            String page = "";
            do {
                MlflowPoints read = server.points(from, key, page);
                List<LoggedPoint> kept = read.points().stream()
                        .filter(point -> point.step() < resumption.epoch())
                        .toList();
                server.points(to, kept);
                page = read.next();
            } while (!page.isEmpty());
        }
    }

    private int append(List<TrainingEvent> events, MlflowRun run) throws IOException, InterruptedException {
        GatheredEvents gathered = GatheredEvents.of(events, run, settings.bucket());
        // First: what is logged counts as written.
        artifacts.add(run, events.subList(0, gathered.count()));
        if (!gathered.entries().isEmpty()) {
            server.log(gathered.run(), LoggedBatch.of(gathered.entries()));
        }
        if (events.get(gathered.count() - 1) instanceof RunEnded ended) {
            server.end(
                    run.id(), EventEntries.status(ended.status()), ended.time().toEpochMilli());
        }
        known.put(events.get(0).run(), gathered.run());
        return gathered.count();
    }
}
