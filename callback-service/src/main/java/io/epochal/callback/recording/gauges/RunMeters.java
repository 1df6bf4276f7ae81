package io.epochal.callback.recording.gauges;

import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The gauges of one run. The thread that reads the log writes them, Prometheus' reads them. */
final class RunMeters implements AutoCloseable {
    private final MeterRegistry meters;
    private final String run;
    private final Map<Tags, Shown> shown = new HashMap<>();
    private Instant newest = Instant.MIN;

    /** A gauge and what it shows: a double's bits. */
    private record Shown(Gauge gauge, AtomicLong bits) {
        double value() {
            return Double.longBitsToDouble(bits.get());
        }

        void value(double shown) {
            bits.set(Double.doubleToLongBits(shown));
        }
    }

    RunMeters(MeterRegistry meters, String run) {
        this.meters = meters;
        this.run = run;
    }

    /** When something was heard of it last, by its trainer's clock. */
    Instant newest() {
        return newest;
    }

    void ended(EpochEnded epoch) {
        show("epochal.run.epoch", Tags.empty(), epoch.epoch());
        epoch.metrics().get("loss").ifPresent(loss -> show("epochal.run.loss", Tags.of("data", "training"), loss));
        epoch.metrics()
                .get("val_loss")
                .ifPresent(loss -> show("epochal.run.loss", Tags.of("data", "validation"), loss));
        rate(epoch.learningRate(), epoch.time());
    }

    void rate(double learningRate, Instant time) {
        show("epochal.run.learning.rate", Tags.empty(), learningRate);
        newest = time;
    }

    /** One more command of a verdict was applied. */
    void decided(Class<? extends Command> command) {
        Tags tags = Tags.of("command", command.getSimpleName());
        Shown before = shown.get(tagged("epochal.run.decisions", tags));
        show("epochal.run.decisions", tags, before == null ? 1 : before.value() + 1);
    }

    private void show(String name, Tags tags, double value) {
        shown.computeIfAbsent(tagged(name, tags), one -> registered(name, tags)).value(value);
    }

    private Shown registered(String name, Tags tags) {
        AtomicLong bits = new AtomicLong(Double.doubleToLongBits(Double.NaN));
        return new Shown(
                Gauge.builder(name, () -> Double.longBitsToDouble(bits.get()))
                        .tags(tags.and("run", run))
                        .strongReference(true)
                        .register(meters),
                bits);
    }

    private static Tags tagged(String name, Tags tags) {
        return tags.and("name", name);
    }

    @Override
    public void close() {
        shown.values().forEach(one -> meters.remove(one.gauge()));
    }
}
