package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.Barrier;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a callback with {@code save_freq: n} saves, whatever batches its trainer calls it at. */
class SaveFreqTest {
    private static final TrainingParams PARAMS =
            new TrainingParams(9, List.of(), true, 0.1, false, false, Semantics.KERAS_3_15);

    /** What Keras' ModelCheckpoint does with {@code steps_per_execution}: the calls are that far apart. */
    @ParameterizedTest
    @CsvSource({
        "4, 3, 6 12 18",
        "4, 4, 4 8 12 16 20",
        "5, 2, 6 12 18",
        "3, 1, 3 6 9 12 15 18",
        "1, 7, 7 14",
        "9, 5, 10 20"
    })
    void savesAtTheFirstCallThatIsSoManyBatchesAfterTheLastSave(int freq, int apart, String saved) {
        for (String type : List.of("ModelCheckpoint", "BackupAndRestore")) {
            assertThat(saves(written(type, freq), apart)).as(type).isEqualTo(saved);
        }
    }

    @Test
    void aRunOfAnEarlierVersionGoesOnSavingAtMultiples() {
        Map<String, Object> before =
                Map.of("type", "ModelCheckpoint", "filepath", "a", "save_freq", 4, "state", Map.of());

        assertThat(decide(reached(4, List.of(before))).commands()).containsExactly(new Command.SaveCheckpoint("a"));
        Verdict between = decide(reached(6, List.of(before)));
        assertThat(between.commands()).isEmpty();
        assertThat(between.ask()).isEqualTo(new Ask(8L, false));
    }

    /** The steps of the first 20 at which it saves, where it is called only when it asks, and only at every so many batches. */
    private static String saves(Map<String, Object> callback, int apart) {
        AttachedTrainer trainer =
                new AttachedTrainer("a", "a test", AttachedTrainer.Unit.EPOCH, List.of("SaveCheckpoint"), 60);
        Verdict verdict = decide(new AttachedRunStarted("r", 1, 0, Instant.EPOCH, trainer, PARAMS, List.of(callback)));
        List<String> saved = new ArrayList<>();
        for (int step = apart; step <= 20; step += apart) {
            if (verdict.ask().wants(step, 0.5)) {
                verdict = decide(reached(step, verdict.callbacks()));
                verdict.commands().forEach(new Saved(step, saved)::note);
            }
        }
        return String.join(" ", saved);
    }

    private record Saved(int step, List<String> steps) {
        void note(Command command) {
            assertThat(command).isInstanceOf(Command.SaveCheckpoint.class);
            steps.add(Integer.toString(step));
        }
    }

    private static Map<String, Object> written(String type, int freq) {
        return Map.of("type", type, type.equals("ModelCheckpoint") ? "filepath" : "backup_dir", "a", "save_freq", freq);
    }

    private static BatchReached reached(long step, List<Map<String, Object>> callbacks) {
        return new BatchReached(
                "r", 1, step, Instant.EPOCH, PARAMS, 0, (int) step - 1, step, Metrics.NONE, 0.1, callbacks, null);
    }

    private static Verdict decide(Barrier barrier) {
        return Deliberation.decide(barrier, CallbackProviders.NONE, Instant.EPOCH);
    }
}
