package io.epochal.callback.summary;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run as a list of runs shows it: a few numbers, and one for each epoch. Add the messages in the order of the log.
 */
public final class RunOverview {
    /** Every message that is read, beside when something was {@link #heard} of a run. */
    public static final Set<Class<? extends Message>> TYPES = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            AttachedRunStarted.class,
            AttachedRunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            EpochEnded.class,
            CommandApplied.class);

    private final String id;
    private final MonitoredMetric metric;
    private final MetricCurve curve;
    private final PauseHistory pauses;
    private boolean summarized;
    private boolean known;
    private @Nullable Integer allEpochs;
    private Optional<AttachedTrainer> trainer = Optional.empty();
    private Instant heard = Instant.EPOCH;
    private @Nullable Instant requested;
    private @Nullable Instant started;
    private @Nullable Instant last;
    private @Nullable RunStatus end;
    private int endAttempt;
    private String round = "epoch";
    private EventPosition position = EventPosition.BEGINNING;
    private RevokedEnds revoked = RevokedEnds.NONE;
    private boolean suspended;

    public RunOverview(String id) {
        this.id = id;
        this.metric = new MonitoredMetric();
        this.curve = new MetricCurve();
        this.pauses = new PauseHistory();
    }

    /** Goes on where a summary was written; see {@link #takes}. */
    public RunOverview(RunSummary summary) {
        this.id = summary.run();
        RunSummary.Curve before = summary.curve();
        this.summarized = true;
        this.metric = new MonitoredMetric(before.metric(), before.greaterIsBetter());
        this.curve = before.epochs() == 0
                ? new MetricCurve()
                : new MetricCurve(new MetricCurve.Earlier(
                        before.epochs(), before.newest(), value(before.best()), value(before.last())));
        this.pauses = new PauseHistory(summary.paused());
        this.known = summary.requested() != null || summary.started() != null;
        this.allEpochs = summary.epochs();
        this.trainer = Optional.ofNullable(summary.trainer());
        this.round = RunFacts.round(trainer);
        this.heard = summary.heard() == null ? Instant.EPOCH : summary.heard();
        this.requested = summary.requested();
        this.started = summary.started();
        this.last = summary.changed();
        this.end = summary.end() == null ? null : summary.end().status();
        this.endAttempt = summary.end() == null ? 0 : summary.end().attempt();
        this.position = new EventPosition(summary.attempt(), summary.sequence());
        this.revoked = new RevokedEnds(summary.revoked());
        this.suspended = summary.suspended();
    }

    private static MetricCurve.@Nullable EpochValue value(RunSummary.@Nullable Measured value) {
        return value == null ? null : new MetricCurve.EpochValue(value.epoch(), value.value());
    }

    private static RunSummary.@Nullable Measured measured(MetricCurve.@Nullable EpochValue value) {
        return value == null ? null : new RunSummary.Measured(value.epoch(), value.value());
    }

    /**
     * Whether this knows enough to add a message. It always does, unless it began with a summary: then what makes a part of the run
     * void, and an epoch that may be one of the earlier ones, need the run's records.
     */
    public boolean takes(Message message) {
        if (!summarized || !(message instanceof TrainingEvent event) || !position.isBefore(EventPosition.of(event))) {
            return true;
        }
        if (event instanceof EpochEnded epoch) {
            return curve.size() > 0
                    && epoch.epoch() > curve.newest()
                    && metric.name().length() < RunSummary.Curve.MOST_NAME;
        }
        return !(event instanceof TrainingEvent.Resumption);
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
                position.attempt(),
                position.sequence(),
                requested,
                started,
                last,
                heard.equals(Instant.EPOCH) ? null : heard,
                trainer.map(RunOverview::cut).orElse(null),
                allEpochs,
                end == null ? null : new RunSummary.End(endAttempt, end),
                revoked.newest(),
                suspended,
                pauses.pausedAttempt(),
                new RunSummary.Curve(
                        cut(metric.name()),
                        metric.greaterIsBetter().orElse(null),
                        curve.size(),
                        curve.newest(),
                        measured(best().orElse(null)),
                        measured(curve.last())),
                spans);
    }

    private static AttachedTrainer cut(AttachedTrainer trainer) {
        return new AttachedTrainer(
                trainer.attachId(), cut(trainer.name()), trainer.unit(), List.of(), trainer.heartbeat());
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), RunSummary.Curve.MOST_NAME));
    }

    /** Adds the next message of this run; a repeated one changes nothing. */
    public void add(Message message) {
        if (message instanceof RunRequested request) {
            requested = requested == null ? request.time() : requested;
            if (!known()) {
                read(RunFacts.of(request.spec()));
            }
            revoked = revoked.with(request);
        } else if (message instanceof TrainingEvent event && position.isBefore(EventPosition.of(event))) {
            add(event);
        }
    }

    private void add(TrainingEvent event) {
        position = EventPosition.of(event);
        last = event.time();
        heard(event.time());
        suspended = event instanceof RunSuspended;
        if (event instanceof TrainingEvent.Start) {
            curve.clear();
            pauses.clear();
            summarized = false;
        }
        curve.removeIf(event::voids);
        pauses.removeIf(event::voids);
        Optional<RunFacts> begun = RunFacts.of(event);
        if (begun.isPresent()) {
            started = started == null ? event.time() : started;
            read(begun.get());
        } else if (event instanceof EpochEnded epoch) {
            curve.add(position, epoch.epoch(), value(epoch.metrics()));
        } else if (event instanceof RunEnded ended) {
            end = ended.status();
            endAttempt = ended.attempt();
        } else if (event instanceof CommandApplied answer) {
            pauses.add(answer);
        }
    }

    private void read(RunFacts facts) {
        known = true;
        allEpochs = facts.params().epochs();
        trainer = facts.trainer();
        round = facts.round();
        metric.choose(facts);
    }

    /** Something was published of the run at this time, by its trainer. */
    public void heard(Instant time) {
        heard = time.isAfter(heard) ? time : heard;
    }

    private OptionalDouble value(Metrics metrics) {
        return curve.size() == 0 ? metric.first(metrics) : metric.in(metrics);
    }

    public String id() {
        return id;
    }

    /** Whether the run exists: whether it was requested or has started. */
    public boolean known() {
        return known;
    }

    /** What trains it, in words, where that is not our trainer. */
    public Optional<String> trainer() {
        return trainer.map(AttachedTrainer::name);
    }

    /** What an epoch of it is called: {@code epoch} or {@code evaluation}. */
    public String round() {
        return round;
    }

    /** The newest attempt with an event, from 1; 0 before the first. */
    public int attempt() {
        return position.attempt();
    }

    /** How many epochs are trained at most; empty where its trainer does not know. */
    public Optional<Integer> allEpochs() {
        return Optional.ofNullable(allEpochs);
    }

    /** How many epochs have ended. */
    public int epochs() {
        return curve.size();
    }

    /** The name of the metric that is shown. */
    public String metric() {
        return metric.name();
    }

    /** Empty before the first value, and where no direction of the metric is known to be better. */
    public Optional<MetricCurve.EpochValue> best() {
        return metric.greaterIsBetter().flatMap(greater -> Optional.ofNullable(curve.best(greater)));
    }

    public Optional<MetricCurve.EpochValue> last() {
        return Optional.ofNullable(curve.last());
    }

    /** @param now from the clock, for trainers that are silent for too long */
    public RunPhase phase(Instant now) {
        if (end != null && endAttempt == attempt() && !revoked.includes(endAttempt)) {
            return RunPhase.of(end);
        }
        if (attempt() == 0 || revoked.includes(attempt())) {
            return RunPhase.QUEUED;
        }
        if (suspended) {
            return RunPhase.SUSPENDED;
        }
        if (SignOfLife.of(trainer, heard).flatMap(one -> one.lostSince(now)).isPresent()) {
            return RunPhase.LOST;
        }
        return pauses.paused(revoked) ? RunPhase.PAUSED : RunPhase.RUNNING;
    }

    /** Since when nothing was heard of its trainer, where that is longer than the trainer promised, and the run should go on. */
    public Optional<Instant> lostSince(Instant now) {
        return phase(now) == RunPhase.LOST ? Optional.of(heard) : Optional.empty();
    }

    /** Whether any attempt has started. */
    public boolean hasStarted() {
        return started != null;
    }

    /** When the first attempt started; before that, when the run was requested. */
    public Instant started() {
        return started != null ? started : requested == null ? Instant.EPOCH : requested;
    }

    /** The end of the time that the run took: now, while it is running. */
    public Instant until(Instant now) {
        return phase(now).underWay() ? now : last == null ? started() : last;
    }
}
