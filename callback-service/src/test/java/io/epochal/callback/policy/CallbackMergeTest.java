package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.Replacement;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other callbacks for a run under way. */
class CallbackMergeTest {
    private static final String STOPPING =
            "{'type': 'EarlyStopping', 'patience': 9, " + "'state': {'wait': 3, 'best': 0.25, 'best_epoch': 4}}";
    private static final String RESTORING = STOPPING.replace("9,", "9, 'restore_best_weights': true,");
    private static final String REDUCING =
            "{'type': 'ReduceLROnPlateau', 'state': {'wait': 2, 'cooldown_counter': 1, 'best': 0.5}}";

    /** What ran, what a user writes, and the state of each new callback. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a setting changes      | [S]    | [{'type': 'EarlyStopping', 'patience': 3}]     | [{best=0.25, best_epoch=4, wait=3}]
            nothing changes        | [R]    | [{'type': 'ReduceLROnPlateau'}]                | [{best=0.5, cooldown_counter=1, wait=2}]
            another place          | [R, S] | [{'type': 'EarlyStopping'}, {'type': 'ReduceLROnPlateau'}] | [{best=0.25, best_epoch=4, wait=3}, {best=0.5, cooldown_counter=1, wait=2}]
            one is new             | [S]    | [{'type': 'ReduceLROnPlateau'}, {'type': 'EarlyStopping'}] | [{cooldown_counter=0, wait=0}, {best=0.25, best_epoch=4, wait=3}]
            one is gone            | [R, S] | [{'type': 'ReduceLROnPlateau'}]                | [{best=0.5, cooldown_counter=1, wait=2}]
            all are gone           | [R, S] | []                                             | []
            a second of its type   | [S]    | [{'type': 'EarlyStopping'}, {'type': 'EarlyStopping'}] | [{best=0.25, best_epoch=4, wait=3}, {wait=0}]
            its own state is void  | [S]    | [{'type': 'EarlyStopping', 'state': {'wait': 9}}] | [{best=0.25, best_epoch=4, wait=3}]
            another metric         | [S]    | [{'type': 'EarlyStopping', 'monitor': 'loss'}] | [{wait=0}]
            the other direction    | [S]    | [{'type': 'EarlyStopping', 'mode': 'max'}]     | [{wait=0}]
            the same by its name   | [S]    | [{'type': 'EarlyStopping', 'mode': 'min'}]     | [{best=0.25, best_epoch=4, wait=3}]
            restoring from here on | [S]    | [{'type': 'EarlyStopping', 'restore_best_weights': true}] | [{best=0.25, wait=3}]
            restoring as before    | [W]    | [{'type': 'EarlyStopping', 'restore_best_weights': true}] | [{best=0.25, best_epoch=4, wait=3}]
            another metric again   | [R]    | [{'type': 'ReduceLROnPlateau', 'monitor': 'loss'}] | [{cooldown_counter=0, wait=0}]
            the best so far        | [C]    | [{'type': 'ModelCheckpoint', 'filepath': 'b', 'save_best_only': true}] | [{best=0.125}]
            another best           | [C]    | [{'type': 'ModelCheckpoint', 'filepath': 'b', 'save_best_only': true, 'monitor': 'loss'}] | [{}]
            a later threshold      | [C]    | [{'type': 'ModelCheckpoint', 'filepath': 'b', 'save_best_only': true, 'initial_value_threshold': 0.1}] | [{best=0.125}]
            """)
    void theNthOfATypeTakesOverTheStateOfTheNth(String what, String running, String written, String seen) {
        String before = running.replace("S", STOPPING)
                .replace("W", RESTORING)
                .replace("R,", REDUCING + ",")
                .replace("[R]", "[" + REDUCING + "]")
                .replace(
                        "C",
                        "{'type': 'ModelCheckpoint', 'filepath': 'a', 'save_best_only': true, 'state': {'best': 0.125}}");

        Verdict verdict = replaced(before, written);

        assertThat(verdict.refusal()).isNull();
        assertThat(verdict.callbacks().stream().map(one -> one.get("state")).toList())
                .as(what)
                .hasToString(seen);
    }

    @Test
    void aSettingThatWasChangedCountsFromTheNextEpochEnd() {
        Verdict verdict = replaced("[" + STOPPING + "]", "[{'type': 'EarlyStopping', 'patience': 4}]");

        Verdict next = Deliberation.decide(
                KerasTraces.epoch(spec(), 7, Metrics.NONE.with("val_loss", 0.5), 0.001, false, verdict.callbacks()),
                CallbackProviders.NONE,
                Instant.EPOCH);

        assertThat(next.commands())
                .singleElement()
                .isInstanceOfSatisfying(Command.StopTraining.class, stop -> assertThat(stop.reason())
                        .isEqualTo("val_loss 0.5000 did not improve on 0.2500 (epoch 5): wait 4 of 4"));
    }

    @Test
    void newOnesBeginAndRequestTheirBatchesAndWhatTheyNeed() {
        Verdict verdict = replaced(
                "[" + STOPPING + "]",
                "[" + RESTORING.replace("'state'", "'verbose': 1, 'state'")
                        + ", {'type': 'TensorBoard', 'update_freq': 5}"
                        + ", {'type': 'BackupAndRestore', 'backup_dir': 'b', 'save_freq': 4}]");

        assertThat(verdict.commands()).containsExactly(new Command.RecordBatches(5));
        assertThat(verdict.ask()).isEqualTo(new Ask(12L, false));
        assertThat(replaced("[" + RESTORING + "]", "[{'type': 'EarlyStopping', 'restore_best_weights': true}]")
                        .retain())
                .containsExactly(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            [{'type': 'EarlyStoping'}]                | callbacks[0].type must be one of
            [{'type': 'EarlyStopping', 'patince': 3}] | callbacks[0].patince is not known here
            [{'patience': 3}]                         | callbacks[0].type is required
            [{'type': 'Broken'}]                      | a callback failed: java.lang.IllegalStateException: broken
            [{'type': 'BrokenLater'}]                 | a callback failed: java.lang.IllegalStateException: later
            """)
    void anInvalidListIsRejectedAndTheOldOneStays(String written, String why) {
        String before = "[" + RESTORING + ", {'type': 'TerminateOnNaN'}]";

        Verdict verdict = replaced(before, written);

        assertThat(verdict.refusal()).startsWith(why);
        assertThat(verdict.commands()).isEmpty();
        assertThat(verdict.callbacks()).hasSize(2);
        assertThat(verdict.callbacks().get(0)).containsEntry("state", Map.of("wait", 3, "best", 0.25, "best_epoch", 4));
        assertThat(verdict.retain()).containsExactly(4);
        assertThat(verdict.ask()).isEqualTo(new Ask(null, true));
    }

    private static Verdict replaced(String running, String written) {
        BatchReached event = new BatchReached(
                "run",
                1,
                7,
                Instant.EPOCH,
                TrainingParams.of(spec()),
                5,
                9,
                10,
                Metrics.NONE,
                0.001,
                list(running),
                new Replacement("c-1", list(written)));
        CallbackProviders broken =
                new CallbackProviders(List.of(new Broken("Broken", true), new Broken("BrokenLater", false)));
        return Deliberation.decide(event, broken, Instant.EPOCH);
    }

    /** A plug-in that fails when it is read, or when it begins. */
    private record Broken(String type, boolean atOnce) implements CallbackProvider, Callback {
        @Override
        public Callback read(Fields fields) {
            if (atOnce) {
                throw new IllegalStateException("broken");
            }
            return this;
        }

        @Override
        public Step onTrainBegin() {
            throw new IllegalStateException("later");
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }

    private static RunSpec spec() {
        return KerasTraces.spec(List.of("accuracy"), List.of());
    }

    private static List<Map<String, Object>> list(String json) {
        try {
            return Wire.JSON.readValue(json.replace('\'', '"'), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
