package io.epochal.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.Step;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StopAtValueTest {
    @Test
    void stopsAtTheSecondEpochThatReachesTheValue() {
        Step first = epoch(0, 0.98, new StopAtValue("val_accuracy", 0.97, 2, 0));
        Step below = epoch(1, 0.96, first.next());
        Step second = epoch(2, 0.97, below.next());

        assertThat(first.commands()).isEmpty();
        assertThat(below.next().state()).isEqualTo(Map.of("reached", 1));
        assertThat(second.commands()).containsExactly(new Command.StopTraining("val_accuracy reached 0.97: 2 of 2"));
    }

    private static Step epoch(int index, double accuracy, Callback callback) {
        Metrics logs = Metrics.NONE.with("val_accuracy", accuracy);
        return callback.onEpochEnd(new Callback.Epoch(index, logs, 0.001f, 100, 1.5));
    }
}
