package io.epochal.callback.summary;

import io.epochal.protocol.Message;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.RunSummary.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One run as its summary has it: its overview, and where its records are. */
public final class SummarizedRun {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final OverviewFold fold;
    private final List<Span> spans = new ArrayList<>();
    private Instant time = Instant.EPOCH;
    private Instant since = LATEST;

    /** One of which no record is known. */
    public SummarizedRun(String id) {
        this.fold = new OverviewFold(id);
    }

    /** Goes on where this summary was written; see {@link #takes}. */
    public SummarizedRun(RunSummary summary) {
        this.fold = new OverviewFold(summary);
        this.spans.addAll(summary.spans());
        this.time = summary.time();
        this.since = summary.since();
    }

    /** Whether a message can be added; otherwise the run's records must be read again. */
    public boolean takes(Message message) {
        return fold.takes(message);
    }

    /** Adds what a record says; a repeated one changes nothing. */
    public void add(Message message) {
        fold.add(message);
    }

    /**
     * Adds where a record is, whatever it says; all records of the run are to be passed.
     *
     * @param place that record alone
     * @param stored when the broker stored it
     * @param ofTrainer whether the run's trainer has published it
     */
    public void add(Span place, Instant stored, boolean ofTrainer) {
        Instant valid = stored.isBefore(Instant.EPOCH) ? Instant.EPOCH : stored.isAfter(LATEST) ? LATEST : stored;
        time = valid.isAfter(time) ? valid : time;
        since = valid.isBefore(since) ? valid : since;
        if (ofTrainer) {
            fold.heard(valid);
        }
        for (int i = 0; i < spans.size(); i++) {
            Span known = spans.get(i);
            if (known.topic().equals(place.topic()) && known.partition() == place.partition()) {
                spans.set(i, joined(known, place));
                return;
            }
        }
        spans.add(place);
    }

    private static Span joined(Span one, Span other) {
        return new Span(
                one.topic(),
                one.topicId(),
                one.partition(),
                Math.min(one.first(), other.first()),
                Math.max(one.last(), other.last()));
    }

    /** From where to where the run's records are in each partition. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    public RunSummary summary() {
        return fold.summary(time, since, spans());
    }
}
