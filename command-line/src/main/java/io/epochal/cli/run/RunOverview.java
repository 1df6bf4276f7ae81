package io.epochal.cli.run;

import io.epochal.callback.policy.MetricDirection;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run as a list of runs needs it: a few numbers, and one for each epoch. Hears messages in their order, as {@link RunDetails} does. */
public final class RunOverview {
    /** What it hears. */
    public static final Set<Class<? extends Message>> TYPES = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            EpochEnded.class,
            CommandApplied.class);

    private final String run;
    private final MetricCurve curve = new MetricCurve();
    private final List<Pause> pauses = new ArrayList<>(0);
    private int allEpochs = -1;
    private String metric = "";
    private @Nullable Boolean greaterIsBetter;
    private @Nullable Instant requested;
    private @Nullable Instant began;
    private @Nullable Instant last;
    private @Nullable RunStatus end;
    private int endAttempt;
    private int attempt;
    private long sequence = -1;
    private int takenBack;
    private boolean suspended;

    /** A pause, or its end, that was obeyed. */
    private record Pause(int attempt, long sequence, boolean paused) {}

    public RunOverview(String run) {
        this.run = run;
    }

    public void hear(Message message) {
        if (message instanceof RunRequested request) {
            requested = requested == null ? request.time() : requested;
            if (!known()) {
                read(request.spec());
            }
            RunRequested.TakenBack back = request.takenBack();
            takenBack = back == null ? takenBack : Math.max(takenBack, back.attempt());
        } else if (message instanceof TrainingEvent event && isNew(event)) {
            hear(event);
        }
    }

    /** What was said before is passed over, as docs/events.md has it. */
    private boolean isNew(TrainingEvent event) {
        return event.attempt() > attempt || (event.attempt() == attempt && event.sequence() > sequence);
    }

    private void hear(TrainingEvent event) {
        attempt = event.attempt();
        sequence = event.sequence();
        last = event.time();
        suspended = event instanceof RunSuspended;
        if (event instanceof RunStarted started) {
            curve.clear();
            pauses.clear();
            begin(started.spec(), event);
        } else if (event instanceof RunResumed resumed) {
            curve.forgetFrom(resumed.fromAttempt(), resumed.fromSequence());
            pauses.removeIf(one -> one.attempt() > resumed.fromAttempt()
                    || (one.attempt() == resumed.fromAttempt() && one.sequence() >= resumed.fromSequence()));
            begin(resumed.spec(), event);
        } else if (event instanceof EpochEnded epoch) {
            curve.add(epoch.attempt(), epoch.sequence(), epoch.epoch(), watched(epoch.metrics()));
        } else if (event instanceof RunEnded ended) {
            end = ended.status();
            endAttempt = ended.attempt();
        } else if (event instanceof CommandApplied answer && answer.outcome().equals("applied")) {
            pause(answer);
        }
    }

    private void begin(RunSpec spec, TrainingEvent event) {
        began = began == null ? event.time() : began;
        read(spec);
    }

    private void pause(CommandApplied answer) {
        boolean pause = answer.command() instanceof Command.PauseTraining;
        if (pause || answer.command() instanceof Command.ResumeTraining) {
            pauses.add(new Pause(answer.attempt(), answer.sequence(), pause));
        }
    }

    /** The metric that a run is about: what its first callback with a monitor watches, else the validation loss, else the loss. */
    private void read(RunSpec spec) {
        allEpochs = spec.epochs();
        String monitor = spec.callbacks().stream()
                .map(one -> one.get("monitor"))
                .filter(String.class::isInstance)
                .map(String::valueOf)
                .findFirst()
                .orElse("val_loss");
        watch(monitor, spec.callbacks());
    }

    private void watch(String name, List<Map<String, Object>> callbacks) {
        metric = name.intern();
        greaterIsBetter = MetricDirection.of(name, callbacks).orElse(null);
    }

    private OptionalDouble watched(Metrics metrics) {
        if (curve.size() == 0 && metrics.get(metric).isEmpty()) {
            watch(metrics.get("val_loss").isPresent() ? "val_loss" : "loss", List.of());
        }
        return metrics.get(metric);
    }

    public String run() {
        return run;
    }

    /** Whether there is such a run at all. */
    public boolean known() {
        return allEpochs >= 0;
    }

    /** The newest that has said something, or 0. */
    public int attempt() {
        return attempt;
    }

    /** How many it is to train at most. */
    public int allEpochs() {
        return allEpochs;
    }

    public int epochs() {
        return curve.size();
    }

    public String metric() {
        return metric;
    }

    /** Empty where nobody says which way the metric gets better. */
    public Optional<MetricCurve.Point> best() {
        return greaterIsBetter == null ? Optional.empty() : Optional.ofNullable(curve.best(greaterIsBetter));
    }

    public Optional<MetricCurve.Point> last() {
        return Optional.ofNullable(curve.last());
    }

    public RunPhase state() {
        if (end != null && endAttempt == attempt && endAttempt > takenBack) {
            return RunPhase.of(end);
        }
        if (attempt <= takenBack) {
            return RunPhase.QUEUED;
        }
        if (suspended) {
            return RunPhase.SUSPENDED;
        }
        boolean paused = false;
        for (Pause one : pauses) {
            paused = one.attempt() > takenBack ? one.paused() : paused;
        }
        return paused ? RunPhase.PAUSED : RunPhase.RUNNING;
    }

    /** Whether a trainer has begun with it. */
    public boolean taken() {
        return began != null;
    }

    /** When it began, or was asked for. */
    public Instant begun() {
        return began != null ? began : requested == null ? Instant.EPOCH : requested;
    }

    /** Until when it has taken its time. */
    public Instant until(Instant now) {
        return state().underWay() ? now : last == null ? begun() : last;
    }
}
