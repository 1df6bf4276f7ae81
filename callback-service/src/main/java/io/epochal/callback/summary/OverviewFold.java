package io.epochal.callback.summary;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a run's overview of its messages, in the order of the log. It keeps a few numbers, and one for each epoch. */
public final class OverviewFold {
    private final String id;
    private final MonitoredCurve curve;
    private final PauseHistory pauses;
    private boolean summarized;
    private @Nullable String requestedBy;
    private @Nullable Integer allEpochs;
    private Optional<AttachedTrainer> trainer;
    private RunTimes times;
    private RunStanding standing;

    /** Of a run of which no message is known. */
    public OverviewFold(String id) {
        this.id = id;
        this.curve = new MonitoredCurve();
        this.pauses = new PauseHistory();
        this.trainer = Optional.empty();
        this.times = RunTimes.NONE;
        this.standing = RunStanding.NEW;
    }

    /** Goes on where a summary was written; see {@link #takes}. */
    public OverviewFold(RunSummary summary) {
        this.id = summary.run();
        this.curve = new MonitoredCurve(summary.curve());
        this.pauses = new PauseHistory(summary.paused());
        this.summarized = true;
        this.requestedBy = summary.requestedBy();
        this.allEpochs = summary.epochs();
        this.trainer = Optional.ofNullable(summary.trainer());
        this.times = RunTimes.of(summary);
        this.standing = RunStanding.of(summary);
    }

    /**
     * Whether this knows enough to add a message. It always does, unless it began with a summary: then what makes a part of the run
     * void, and an epoch that may be one of the earlier ones, need the run's records.
     */
    public boolean takes(Message message) {
        if (!summarized || !(message instanceof TrainingEvent event) || !standing.isBefore(event)) {
            return true;
        }
        if (event instanceof EpochEnded epoch) {
            return curve.continuesWith(epoch);
        }
        return !(event instanceof TrainingEvent.Resumption);
    }

    /** Adds the next message of this run; a repeated one changes nothing. */
    public void add(Message message) {
        if (message instanceof RunRequested request) {
            if (!times.known()) {
                read(RunFacts.of(request.spec()));
            }
            requestedBy = AskedBy.after(requestedBy, request);
            times = times.withRequest(request.time());
            standing = standing.after(request);
        } else if (message instanceof TrainingEvent event && standing.isBefore(event)) {
            add(event);
        }
    }

    private void add(TrainingEvent event) {
        standing = standing.after(event);
        requestedBy = AskedBy.after(requestedBy, event);
        times = times.withEvent(event.time());
        if (event instanceof TrainingEvent.Start) {
            curve.clear();
            pauses.clear();
            summarized = false;
        }
        curve.removeIf(event::voids);
        pauses.removeIf(event::voids);
        Optional<RunFacts> begun = RunFacts.of(event);
        if (begun.isPresent()) {
            times = times.withStart(event.time());
            read(begun.get());
        } else if (event instanceof EpochEnded epoch) {
            curve.add(epoch);
        } else if (event instanceof CommandApplied answer) {
            pauses.add(answer);
        }
    }

    private void read(RunFacts facts) {
        allEpochs = facts.params().epochs();
        trainer = facts.trainer();
        curve.choose(facts);
    }

    /** Something was published of the run at this time, by its trainer. */
    public void heard(Instant time) {
        times = times.withSignOfLife(time);
    }

    /** As the run stands after what was added by now. */
    public RunOverview overview() {
        return new RunOverview(
                id,
                times,
                standing,
                pauses.paused(standing.revoked()),
                trainer,
                Optional.ofNullable(requestedBy),
                Optional.ofNullable(allEpochs),
                curve.epochs(),
                curve.metric(),
                curve.best(),
                curve.last());
    }

    /**
     * Everything that is known, for one that goes on from there.
     *
     * @param time when the newest of the run's records was stored
     * @param since when the first was
     * @param spans where the run's records are
     */
    public RunSummary summary(Instant time, Instant since, List<RunSummary.Span> spans) {
        return new RunSummary(
                id,
                time,
                since,
                standing.attempt(),
                standing.position().sequence(),
                requestedBy == null ? null : MonitoredCurve.cut(requestedBy),
                times.requested(),
                times.started(),
                times.changed(),
                times.heard().equals(Instant.EPOCH) ? null : times.heard(),
                trainer.map(OverviewFold::cut).orElse(null),
                allEpochs,
                standing.end(),
                standing.revoked().newest(),
                standing.suspended(),
                pauses.pausedAttempt(),
                curve.summary(),
                spans);
    }

    private static AttachedTrainer cut(AttachedTrainer trainer) {
        return new AttachedTrainer(
                trainer.attachId(), MonitoredCurve.cut(trainer.name()), trainer.unit(), List.of(), trainer.heartbeat());
    }
}
