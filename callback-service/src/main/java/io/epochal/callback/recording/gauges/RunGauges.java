package io.epochal.callback.recording.gauges;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Loss, learning rate and decisions of the runs that train, as gauges with the run as a label. There are so many runs at most: one more
 * takes the place of a run that was silent for an hour, or has none. A run that ends has no gauges any more. One thread calls.
 */
public final class RunGauges {
    /** More than any screen shows, and few for Prometheus: each run has up to 17 series. */
    public static final int MOST = 1000;

    /** The events that change a gauge. */
    public static final Set<Class<? extends TrainingEvent>> READ =
            Set.of(EpochEnded.class, VerdictApplied.class, RunEnded.class);

    private static final Duration SILENT = Duration.ofHours(1);

    private final MeterRegistry meters;
    private final int most;
    private final Counter refused;
    /** The one that was silent for longest comes first. */
    private final Map<String, RunMeters> runs = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most runs that have gauges at a time, from 1 to {@value #MOST}
     * @throws IllegalArgumentException for another number
     */
    public RunGauges(MeterRegistry meters, int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("epochal.metrics.runs must be from 0 to " + MOST + "; found " + most);
        }
        this.meters = meters;
        this.most = most;
        this.refused = Counter.builder("epochal.run.events.without.gauge")
                .description(
                        "ends of epochs of runs that have no gauges, because as many as may have some are training")
                .register(meters);
    }

    /** Takes what the event says. */
    public void add(TrainingEvent event) {
        if (event instanceof EpochEnded epoch) {
            if (isAdmitted(epoch.run(), epoch.time())) {
                of(epoch.run()).ended(epoch);
            } else {
                refused.increment();
            }
        } else if (event instanceof VerdictApplied applied && runs.containsKey(applied.run())) {
            RunMeters run = of(applied.run());
            run.rate(applied.learningRate(), applied.time());
            applied.commands().forEach(command -> run.decided(command.getClass()));
        } else if (event instanceof RunEnded ended) {
            remove(ended.run());
        }
    }

    private boolean isAdmitted(String run, Instant now) {
        if (runs.containsKey(run) || runs.size() < most) {
            return true;
        }
        Map.Entry<String, RunMeters> quietest = runs.entrySet().iterator().next();
        if (quietest.getValue().newest().plus(SILENT).isAfter(now)) {
            return false;
        }
        remove(quietest.getKey());
        return true;
    }

    private RunMeters of(String run) {
        return runs.computeIfAbsent(run, one -> new RunMeters(meters, one));
    }

    private void remove(String run) {
        RunMeters removed = runs.remove(run);
        if (removed != null) {
            removed.close();
        }
    }

    /** Another process has the runs from now on. */
    public void clear() {
        runs.values().forEach(RunMeters::close);
        runs.clear();
    }
}
