package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImmediateVerdictsTest {
    private static final TrainingEvent.Barrier STOPS = epoch(Map.of("type", "EarlyStopping", "patience", 0), 2.0);

    private final ImmediateVerdicts verdicts = new ImmediateVerdicts(true);

    @Test
    void areThoseOfADecider() {
        assertThat(verdicts.on(STOPS))
                .get()
                .usingRecursiveComparison()
                .ignoringFields("time")
                .isEqualTo(Deliberation.decide(STOPS, CallbackProviders.NONE, Instant.EPOCH));
    }

    @Test
    void aProcessThatDoesNotDecideGivesNone() {
        assertThat(new ImmediateVerdicts(false).on(STOPS)).isEmpty();
    }

    @Test
    void callbacksThatAreNotOursAreLeftToADecider() {
        assertThat(verdicts.on(epoch(Map.of("type", "EarlyStoping"), 1.0))).isEmpty();
        assertThat(verdicts.on(epoch(Map.of("type", "Misbehaving"), 1.0))).isEmpty();
    }

    @Test
    void aReplacementIsLeftToADeciderSinceItMayBringForeignCallbacks() {
        RunSpec spec = Specs.with(List.of(), List.of());
        TrainingEvent.Replacement replacement =
                new TrainingEvent.Replacement("one", List.of(Map.of("type", "Misbehaving")));
        BatchReached reached = new BatchReached(
                "run",
                1,
                1,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                1,
                2,
                Metrics.NONE,
                0.1,
                spec.callbacks(),
                replacement);

        assertThat(verdicts.on(reached)).isEmpty();
        assertThat(verdicts.on(new BatchReached(
                        "run",
                        1,
                        1,
                        Instant.EPOCH,
                        TrainingParams.of(spec),
                        0,
                        1,
                        2,
                        Metrics.NONE,
                        0.1,
                        spec.callbacks(),
                        null)))
                .isPresent();
    }

    @Test
    void anEventThatAsksNothingHasNone() {
        assertThat(verdicts.on(new RunEnded(
                        "run",
                        1,
                        2,
                        Instant.EPOCH,
                        RunStatus.CANCELLED,
                        "by hand",
                        1,
                        null,
                        Metrics.NONE,
                        Metrics.NONE,
                        0.1,
                        null)))
                .isEmpty();
    }

    private static TrainingEvent.Barrier epoch(Map<String, Object> callback, double loss) {
        RunSpec spec = Specs.with(List.of(), List.of(callback));
        return new EpochEnded(
                "run",
                1,
                1,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                1,
                Metrics.NONE.with("val_loss", loss),
                0.1,
                1,
                false,
                spec.callbacks());
    }
}
