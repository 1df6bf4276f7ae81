package io.epochal.callback.summary;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One run as a list of runs shows it.
 *
 * @param paused whether a pause was applied that no resume followed
 * @param program what trains it; empty for our trainer
 * @param requestedBy who asked for it last: who requested or resumed it, or attached its newest attempt; empty where that is not known
 * @param allEpochs how many epochs are trained at most; empty where its trainer does not know
 * @param epochs how many have ended
 * @param metric the name of the metric that is shown
 * @param best empty before the first value, and where no direction of the metric is known to be better
 * @param last the metric's newest value
 */
public record RunOverview(
        String id,
        RunTimes times,
        RunStanding standing,
        boolean paused,
        Optional<AttachedTrainer> program,
        Optional<String> requestedBy,
        Optional<Integer> allEpochs,
        int epochs,
        String metric,
        Optional<MetricCurve.EpochValue> best,
        Optional<MetricCurve.EpochValue> last) {
    /** Every message that it is made of, beside when something was heard of the run. */
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

    /** Whether the run exists: whether it was requested or has started. */
    public boolean known() {
        return times.known();
    }

    /** What trains it, in words, where that is not our trainer. */
    public Optional<String> trainer() {
        return program.map(AttachedTrainer::name);
    }

    /** What an epoch of it is called: {@code epoch} or {@code evaluation}. */
    public String round() {
        return RunFacts.round(program);
    }

    /** The newest attempt with an event, from 1; 0 before the first. */
    public int attempt() {
        return standing.attempt();
    }

    /** @param now from the clock, for trainers that are silent for too long */
    public RunPhase phase(Instant now) {
        return standing.withoutTrainer().orElseGet(() -> phaseInTraining(now));
    }

    private RunPhase phaseInTraining(Instant now) {
        if (SignOfLife.of(program, times.heard())
                .flatMap(one -> one.lostSince(now))
                .isPresent()) {
            return RunPhase.LOST;
        }
        return paused ? RunPhase.PAUSED : RunPhase.RUNNING;
    }

    /** Since when nothing was heard of its trainer, where that is longer than the trainer promised, and the run should go on. */
    public Optional<Instant> lostSince(Instant now) {
        return phase(now) == RunPhase.LOST ? Optional.of(times.heard()) : Optional.empty();
    }

    /** Whether any attempt has started. */
    public boolean hasStarted() {
        return times.started() != null;
    }

    /** When the first attempt started; before that, when the run was requested. */
    public Instant started() {
        return times.begun();
    }

    /** The end of the time that the run took: now, while it is running. */
    public Instant until(Instant now) {
        return phase(now).underWay() ? now : times.newest();
    }
}
