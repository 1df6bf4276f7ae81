package io.epochal.cli;

import io.epochal.callback.policy.MetricDirection;
import io.epochal.protocol.Command;
import io.epochal.protocol.EventPosition;
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
final class Outline {
    /** What it hears. */
    static final Set<Class<? extends Message>> TYPES = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            EpochEnded.class,
            CommandApplied.class);

    private final String run;
    private final Curve curve = new Curve();
    private final List<Pause> pauses = new ArrayList<>(0);
    private int allEpochs = -1;
    private String metric = "";
    private @Nullable Boolean greaterIsBetter;
    private @Nullable Instant requested;
    private @Nullable Instant began;
    private @Nullable Instant last;
    private @Nullable RunStatus end;
    private int endAttempt;
    private EventPosition position = EventPosition.BEGINNING;
    private int takenBack;
    private boolean suspended;

    /** A pause, or its end, that was obeyed. */
    private record Pause(EventPosition position, boolean paused) {}

    Outline(String run) {
        this.run = run;
    }

    void hear(Message message) {
        if (message instanceof RunRequested request) {
            requested = requested == null ? request.time() : requested;
            if (!known()) {
                read(request.spec());
            }
            RunRequested.TakenBack back = request.takenBack();
            takenBack = back == null ? takenBack : Math.max(takenBack, back.attempt());
        } else if (message instanceof TrainingEvent event && position.isBefore(EventPosition.of(event))) {
            hear(event);
        }
    }

    private void hear(TrainingEvent event) {
        position = EventPosition.of(event);
        last = event.time();
        suspended = event instanceof RunSuspended;
        if (event instanceof RunStarted started) {
            begin(started.spec(), event);
        } else if (event instanceof RunResumed resumed) {
            begin(resumed.spec(), event);
        } else if (event instanceof EpochEnded epoch) {
            curve.add(position, epoch.epoch(), watched(epoch.metrics()));
        } else if (event instanceof RunEnded ended) {
            end = ended.status();
            endAttempt = ended.attempt();
        } else if (event instanceof CommandApplied answer && answer.outcome().isApplied()) {
            pause(answer);
        }
    }

    private void begin(RunSpec spec, TrainingEvent event) {
        curve.removeIf(event::voids);
        pauses.removeIf(pause -> event.voids(pause.position()));
        began = began == null ? event.time() : began;
        read(spec);
    }

    private void pause(CommandApplied answer) {
        boolean pause = answer.command() instanceof Command.PauseTraining;
        if (pause || answer.command() instanceof Command.ResumeTraining) {
            pauses.add(new Pause(position, pause));
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

    String run() {
        return run;
    }

    /** Whether there is such a run at all. */
    boolean known() {
        return allEpochs >= 0;
    }

    /** The newest that has said something, or 0. */
    int attempt() {
        return position.attempt();
    }

    /** How many it is to train at most. */
    int allEpochs() {
        return allEpochs;
    }

    int epochs() {
        return curve.size();
    }

    String metric() {
        return metric;
    }

    /** Empty where nobody says which way the metric gets better. */
    Optional<Curve.Point> best() {
        return greaterIsBetter == null ? Optional.empty() : Optional.ofNullable(curve.best(greaterIsBetter));
    }

    Optional<Curve.Point> last() {
        return Optional.ofNullable(curve.last());
    }

    RunState state() {
        if (end != null && endAttempt == attempt() && endAttempt > takenBack) {
            return RunState.of(end);
        }
        if (attempt() <= takenBack) {
            return RunState.QUEUED;
        }
        if (suspended) {
            return RunState.SUSPENDED;
        }
        boolean paused = false;
        for (Pause one : pauses) {
            paused = one.position().attempt() > takenBack ? one.paused() : paused;
        }
        return paused ? RunState.PAUSED : RunState.RUNNING;
    }

    /** Whether a trainer has begun with it. */
    boolean taken() {
        return began != null;
    }

    /** When it began, or was asked for. */
    Instant begun() {
        return began != null ? began : requested == null ? Instant.EPOCH : requested;
    }

    /** Until when it has taken its time. */
    Instant until(Instant now) {
        return state().underWay() ? now : last == null ? begun() : last;
    }
}
