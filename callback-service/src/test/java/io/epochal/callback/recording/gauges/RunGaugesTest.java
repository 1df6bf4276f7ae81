package io.epochal.callback.recording.gauges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.Specs;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunGaugesTest {
    private static final TrainingParams PARAMS = TrainingParams.of(Specs.with(List.of(), List.of()));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RunGauges gauges = new RunGauges(meters, 2);

    @Test
    void showWhatWasMeasuredLast() {
        gauges.add(epoch("a", 0, 2.0, Duration.ZERO));
        gauges.add(epoch("a", 1, 1.5, Duration.ofSeconds(1)));
        gauges.add(applied("a", 0.05, new Command.SetLearningRate(0.05), new Command.StopTraining("patience")));

        assertThat(value("epochal.run.epoch", "run", "a")).isEqualTo(1);
        assertThat(value("epochal.run.loss", "data", "training")).isEqualTo(1.5);
        assertThat(value("epochal.run.loss", "data", "validation")).isEqualTo(3.0);
        assertThat(value("epochal.run.learning.rate", "run", "a")).isEqualTo(0.05);
        assertThat(value("epochal.run.decisions", "command", "StopTraining")).isEqualTo(1);
    }

    @Test
    void countDecisions() {
        gauges.add(epoch("a", 0, 2.0, Duration.ZERO));
        gauges.add(applied("a", 0.05, new Command.SetLearningRate(0.05)));
        gauges.add(applied("a", 0.01, new Command.SetLearningRate(0.01)));

        assertThat(value("epochal.run.decisions", "command", "SetLearningRate")).isEqualTo(2);
    }

    @Test
    void goWithTheRun() {
        gauges.add(epoch("a", 0, 2.0, Duration.ZERO));
        gauges.add(applied("a", 0.05, new Command.StopTraining("patience")));
        gauges.add(ended("a"));

        assertThat(meters.find("epochal.run.loss").gauges()).isEmpty();
        assertThat(meters.getMeters()).hasSize(1);
    }

    @Test
    void goWhenAnotherProcessReadsTheRuns() {
        gauges.add(epoch("a", 0, 2.0, Duration.ZERO));
        gauges.clear();

        assertThat(meters.find("epochal.run.loss").gauges()).isEmpty();
    }

    @Test
    void areThereForSoManyRunsOnly() {
        for (int run = 0; run < 50; run++) {
            gauges.add(epoch("run-" + run, 0, 1.0, Duration.ofMinutes(run)));
            gauges.add(applied("run-" + run, 0.05, new Command.StopTraining("patience")));
        }
        assertThat(meters.find("epochal.run.epoch").gauges()).hasSize(2);
        assertThat(meters.get("epochal.run.events.without.gauge").counter().count())
                .isEqualTo(48);
    }

    /** Its trainer may be gone for good, and its end is never said. */
    @Test
    void aRunThatWasSilentForAnHourGivesItsPlaceToAnother() {
        gauges.add(epoch("lost", 0, 1.0, Duration.ZERO));
        gauges.add(epoch("a", 0, 1.0, Duration.ofMinutes(30)));
        gauges.add(epoch("b", 0, 1.0, Duration.ofMinutes(61)));

        assertThat(meters.find("epochal.run.epoch").gauges())
                .extracting(gauge -> gauge.getId().getTag("run"))
                .containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1001})
    void theNumberOfRunsHasALimit(int most) {
        assertThatThrownBy(() -> new RunGauges(meters, most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochal.metrics.runs must be from 0 to 1000; found " + most);
    }

    private double value(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).gauge().value();
    }

    private static EpochEnded epoch(String run, int epoch, double loss, Duration since) {
        return new EpochEnded(
                run,
                1,
                epoch,
                Instant.EPOCH.plus(since),
                PARAMS,
                epoch,
                epoch,
                Metrics.NONE.with("loss", loss).with("val_loss", 2 * loss),
                0.1,
                1,
                false,
                List.of());
    }

    private static VerdictApplied applied(String run, double rate, Command... commands) {
        return new VerdictApplied(run, 1, 2, Instant.EPOCH, 1, 0, 1, List.of(commands), List.of(), List.of(), rate);
    }

    private static RunEnded ended(String run) {
        return new RunEnded(
                run, 1, 3, Instant.EPOCH, RunStatus.CANCELLED, "", 1, null, Metrics.NONE, Metrics.NONE, 0.1, null);
    }
}
