package io.epochal.callback.readmodel;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A reader of a list of messages, as if it was one partition: it goes on where the tables say that it was. */
final class LogReplay {
    static final LogMoves.Partition RUNS = new LogMoves.Partition("runs", 0);
    static final LogMoves.Partition BATCHES = new LogMoves.Partition("batches", 0);

    private final List<? extends Message> log;
    private final RunWriter runs;
    private final CurveWriter curves;
    private final Database database;

    LogReplay(Database database, List<? extends Message> log) {
        this.database = database;
        this.log = log;
        this.runs = new RunWriter(database);
        this.curves = new CurveWriter(database);
    }

    /** How far the tables are. */
    int next(LogMoves.Partition partition) throws ReadModelException {
        return Math.toIntExact(new RunQueries(database).places().getOrDefault(partition, 0L));
    }

    /** Hands the writers all that is before this offset, and stores it. */
    boolean readTo(int end) throws ReadModelException {
        boolean stored = move(RUNS, runs, end);
        return move(BATCHES, curves, end) && stored;
    }

    /** The same, where the process dies before it is stored. */
    void readAndDie(int end) throws ReadModelException {
        handle(RUNS, next(RUNS), end);
        handle(BATCHES, next(BATCHES), end);
    }

    private boolean move(LogMoves.Partition partition, TableWriter writer, int end) throws ReadModelException {
        long before = new RunQueries(database).places().getOrDefault(partition, -1L);
        handle(partition, (int) Math.max(0, before), end);
        return writer.commit(new LogMoves(Map.of(partition, new LogMoves.Advance(before, Math.max(before, end)))));
    }

    private void handle(LogMoves.Partition partition, int from, int end) throws ReadModelException {
        for (int offset = from; offset < end; offset++) {
            Message message = log.get(offset);
            if (partition.equals(BATCHES)) {
                if (message instanceof BatchEnded batch) {
                    curves.batch(batch);
                }
            } else if (message instanceof RunSummary summary) {
                runs.summary(summary);
            } else if (message instanceof RunRequested request) {
                runs.request(request);
            } else if (message instanceof TrainingEvent event) {
                runs.event(event.run(), EventPosition.of(event), event, Instant.EPOCH);
            }
        }
    }
}
