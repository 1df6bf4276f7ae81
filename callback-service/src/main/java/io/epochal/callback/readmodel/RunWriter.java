package io.epochal.callback.readmodel;

import io.epochal.callback.query.SpecFields;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the list's rows of summaries, events and requests. */
public final class RunWriter implements TableWriter {
    /** As many runs are kept, the newest. */
    public static final int MOST_RUNS = 100_000;

    private static final int MOST_KNOWN = 500;
    private static final int MOST_GATHERED = 5000;

    private final Database database;
    private final RunRetention retention;
    private final Map<String, Optional<RunSummary>> summaries = new HashMap<>();
    private final Map<String, EventProgress> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<EventProgress> changed = new LinkedHashSet<>();

    public RunWriter(Database database) {
        this(database, MOST_RUNS);
    }

    RunWriter(Database database, int mostRuns) {
        this.database = database;
        this.retention = new RunRetention(mostRuns);
    }

    /** The newest summary of its run. */
    public void summary(RunSummary summary) {
        summaries.put(summary.run(), Optional.of(summary));
    }

    /** The run's summary was deleted. */
    public void remove(String run) {
        summaries.put(run, Optional.empty());
    }

    /** A run is requested; its fields are those of its newest request until an attempt begins. */
    public void request(RunRequested request) throws ReadModelException {
        EventProgress run = progress(request.run());
        if (run.fieldsOf == 0) {
            run.fields = SpecFields.of(RunFacts.of(request.spec()));
            changed.add(run);
        }
    }

    /** Whether an event at this position is news of the run; each other one is a repeated one, or of an older attempt. */
    public boolean isNews(String run, EventPosition position) throws ReadModelException {
        return progress(run).position.isBefore(position);
    }

    /**
     * An event of the run.
     *
     * @param event null where nothing is made of it but its position
     * @param stored when the log took it
     */
    public void event(String run, EventPosition position, @Nullable TrainingEvent event, Instant stored)
            throws ReadModelException {
        EventProgress progress = progress(run);
        if (!progress.position.isBefore(position)) {
            return;
        }
        changed.add(progress);
        progress.position = position;
        progress.heard = Math.max(progress.heard, StoredText.micros(stored));
        if (event != null) {
            apply(progress, event);
        }
    }

    private void apply(EventProgress run, TrainingEvent event) throws ReadModelException {
        EventProgress.StoredEpochs epochs = () -> database.read(connection -> ProgressRows.epochs(connection, run.run));
        if (event instanceof TrainingEvent.Start) {
            run.clear();
        } else if (event instanceof TrainingEvent.Resumption) {
            run.removeIf(event::voids, epochs);
        } else if (event instanceof EpochEnded epoch) {
            run.add(MeasuredEpoch.of(epoch), epochs);
        }
        RunFacts.of(event).ifPresent(facts -> {
            run.fields = SpecFields.of(facts);
            run.fieldsOf = event.attempt();
        });
    }

    private EventProgress progress(String run) throws ReadModelException {
        EventProgress found = known.get(run);
        if (found == null) {
            found = database.read(connection -> ProgressRows.read(connection, run));
            known.put(run, found);
        }
        return found;
    }

    @Override
    public boolean isDue() {
        return summaries.size() + changed.size() > MOST_GATHERED;
    }

    @Override
    public boolean commit(LogMoves moves) throws ReadModelException {
        boolean stored = database.write(connection -> {
            if (!moves.store(connection)) {
                return false;
            }
            if (!summaries.isEmpty()) {
                SummaryRows.store(connection, summaries);
                retention.after(connection, summaries.size());
            }
            ProgressRows.store(connection, changed);
            return true;
        });
        if (stored) {
            changed.forEach(EventProgress::settle);
            changed.clear();
            summaries.clear();
            TableWriter.forgetEldest(known, MOST_KNOWN);
        }
        return stored;
    }

    /** What was gathered and is not stored, and what it knows of the tables. */
    private void discard() {
        summaries.clear();
        changed.clear();
        known.clear();
    }

    @Override
    public void clear() throws ReadModelException {
        discard();
        database.write(connection -> {
            for (String table : List.of("run", "summary", "progress", "field", "epoch", "metric")) {
                Sql.update(connection, "TRUNCATE TABLE epochal_" + table);
            }
            Sql.update(connection, "UPDATE epochal_model SET revision = revision + 1");
            return true;
        });
    }
}
