package io.epochal.callback.summary;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The metric that a list of runs shows of one, over the run's epochs. */
final class MonitoredCurve {
    private final MonitoredMetric metric;
    private final MetricCurve curve;

    MonitoredCurve() {
        this.metric = new MonitoredMetric();
        this.curve = new MetricCurve();
    }

    /** Goes on where a summary was written. */
    MonitoredCurve(RunSummary.Curve before) {
        this.metric = new MonitoredMetric(before.metric(), before.greaterIsBetter());
        this.curve = before.epochs() == 0
                ? new MetricCurve()
                : new MetricCurve(new MetricCurve.Earlier(
                        before.epochs(), before.newest(), value(before.best()), value(before.last())));
    }

    private static MetricCurve.@Nullable EpochValue value(RunSummary.@Nullable Measured value) {
        return value == null ? null : new MetricCurve.EpochValue(value.epoch(), value.value());
    }

    private static RunSummary.@Nullable Measured measured(MetricCurve.@Nullable EpochValue value) {
        return value == null ? null : new RunSummary.Measured(value.epoch(), value.value());
    }

    /** For one that goes on from there. */
    RunSummary.Curve summary() {
        return new RunSummary.Curve(
                cut(metric.name()),
                metric.greaterIsBetter().orElse(null),
                curve.size(),
                curve.newest(),
                measured(best().orElse(null)),
                measured(curve.last()));
    }

    /** As much of a name as a summary has. */
    static String cut(String name) {
        return name.substring(0, Math.min(name.length(), RunSummary.Curve.MOST_NAME));
    }

    /** Whether this epoch can be added after those that a summary had, which are not known one by one. */
    boolean continuesWith(EpochEnded epoch) {
        return curve.size() > 0
                && epoch.epoch() > curve.newest()
                && metric.name().length() < RunSummary.Curve.MOST_NAME;
    }

    void choose(RunFacts run) {
        metric.choose(run);
    }

    void clear() {
        curve.clear();
    }

    /** Removes the epochs whose events became void. */
    void removeIf(Predicate<EventPosition> isVoid) {
        curve.removeIf(isVoid);
    }

    void add(EpochEnded epoch) {
        curve.add(EventPosition.of(epoch), epoch.epoch(), value(epoch.metrics()));
    }

    private OptionalDouble value(Metrics metrics) {
        return curve.size() == 0 ? metric.first(metrics) : metric.in(metrics);
    }

    String metric() {
        return metric.name();
    }

    /** How many epochs have ended. */
    int epochs() {
        return curve.size();
    }

    /** Empty before the first value, and where no direction of the metric is known to be better. */
    Optional<MetricCurve.EpochValue> best() {
        return metric.greaterIsBetter().flatMap(greater -> Optional.ofNullable(curve.best(greater)));
    }

    Optional<MetricCurve.EpochValue> last() {
        return Optional.ofNullable(curve.last());
    }
}
