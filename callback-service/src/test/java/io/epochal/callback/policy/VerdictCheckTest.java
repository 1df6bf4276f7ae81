package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.Specs;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verdict fits a record and can be read, for any list, event or plug-in. */
class VerdictCheckTest {
    private static final Metrics LOGS = Metrics.NONE.with("val_loss", 0.5);

    /** A plug-in's callback that does one thing at an epoch's end. */
    private record Scripted(Function<Callback, Step> does, Map<String, Object> remembers) implements Callback {
        @Override
        public String type() {
            return "Scripted";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public Map<String, Object> state() {
            return remembers;
        }

        @Override
        public Step onTrainBegin() {
            return does.apply(this);
        }

        @Override
        public Step onEpochEnd(Epoch epoch) {
            return does.apply(this);
        }
    }

    @Test
    void aVerdictThatNoRecordTakesFailsItsRun() {
        Verdict verdict = decide(step(Step::stay), Map.of("x", "y".repeat(1_200_000)));

        assertThat(verdict.commands())
                .singleElement()
                .isInstanceOfSatisfying(Command.FailRun.class, failure -> assertThat(failure.reason())
                        .contains("which no record takes"));
        assertFits(verdict);
    }

    @Test
    void aReplacementWhoseVerdictFitsNoRecordIsRejected() {
        List<Map<String, Object>> before = List.of(Map.of("type", "EarlyStopping"));
        Verdict verdict = Deliberation.decide(
                asking(before, List.of(Map.of("type", "Scripted"))),
                provider(step(Step::stay), Map.of("x", "y".repeat(1_200_000))),
                Instant.EPOCH);

        assertThat(verdict.refusal()).contains("which no record takes");
        assertThat(verdict.commands()).isEmpty();
        assertThat(verdict.callbacks()).extracting(one -> one.get("type")).containsExactly("EarlyStopping");
        assertFits(verdict);
    }

    @Test
    void aListThatIsTooLongIsRejectedAsAReplacementAndFailsTheRunThatCarriesIt() {
        List<Map<String, Object>> many = Collections.nCopies(19_500, Map.of("type", "TerminateOnNaN"));
        Verdict refusal = Deliberation.decide(asking(List.of(), many), CallbackProviders.NONE, Instant.EPOCH);
        TrainingEvent.Barrier carrying = epoch(many);

        assertThat(refusal.refusal()).isEqualTo("callbacks may be at most 100; found 19500");
        assertThatThrownBy(() -> Deliberation.decide(carrying, CallbackProviders.NONE, Instant.EPOCH))
                .isInstanceOf(SpecException.class)
                .hasMessage("callbacks may be at most 100; found 19500");
        assertFits(Deliberation.fail(carrying, "x".repeat(352_000) + "\u001b[31m", Instant.EPOCH));
    }

    @Test
    void aFailureWithoutTheRoomForItsCallbacksGoesWithoutThem() {
        Verdict verdict = Deliberation.fail(epoch(List.of(Map.of("x", "y".repeat(1_000_000)))), "why", Instant.EPOCH);

        assertThat(verdict.callbacks()).isEmpty();
        assertFits(verdict);
    }

    static List<Function<Callback, Step>> steps() {
        return List.of(
                step(callback -> Step.stay(callback).doing(new Command.RecordBatches(0))),
                step(callback -> Step.stay(callback).doing(new Command.SaveEvery(Double.NaN, "a"))),
                step(callback -> Step.stay(callback).doing(new Command.RestoreWeights(-7))),
                step(callback -> Step.stay(callback).recording(new Metrics(nullValue()))));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aVerdictThatCannotBeReadIsTheFaultOfItsCallbacks(Function<Callback, Step> does) {
        assertThatThrownBy(() -> decide(does, Map.of()))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("a verdict that cannot be read");
    }

    @Test
    void aPlugInsNamesAndReasonsAreMadeFitToBeShown() {
        Verdict verdict = decide(
                step(callback -> Step.to(callback, "a\u001b[31m\n" + "b".repeat(2000))
                        .doing(
                                new Command.SaveCheckpoint("./a//b/"),
                                new Command.SaveCheckpoint("../x"),
                                new Command.SaveCheckpoint("final"),
                                new Command.StopTraining("\u001b" + "c".repeat(2000)))),
                Map.of());

        assertThat(verdict.commands().get(0)).isEqualTo(new Command.SaveCheckpoint("a/b"));
        assertThat(verdict.commands()).hasSize(2);
        assertThat(verdict.commands().get(1).toString()).hasSizeLessThan(1100).matches("\\P{Cc}*");
        assertThat(verdict.reasons()).hasSize(3).allSatisfy(reason -> assertThat(reason.text())
                .hasSizeLessThanOrEqualTo(1000)
                .matches("\\P{Cc}*"));
        assertThat(verdict.reasons().get(0).text()).startsWith("not saved: name ");
    }

    @Test
    void aBarrierThatCannotBeReadCanStillBeAnswered() {
        Wire.Encoded encoded = Wire.encode(epoch(List.of()), "/test");
        String torn =
                new String(encoded.value(), StandardCharsets.UTF_8).replace("\"metrics\":[", "\"metrics\":[null,");

        byte[] value = torn.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Wire.decode(encoded.headers(), value)).isInstanceOf(UnreadableException.class);
        assertThat(BarrierAddress.find(encoded.headers(), value)).hasValueSatisfying(waiting -> {
            assertThat(waiting).isEqualTo(new BarrierAddress("golden", 1, 3));
            assertFits(waiting.failed("x".repeat(352_000) + "\u001b[31m", Instant.EPOCH));
        });
    }

    private static java.util.SortedMap<String, Double> nullValue() {
        java.util.TreeMap<String, Double> values = new java.util.TreeMap<>();
        values.put("loss", null);
        return values;
    }

    private static Function<Callback, Step> step(Function<Callback, Step> does) {
        return does;
    }

    private static Verdict decide(Function<Callback, Step> does, Map<String, Object> remembers) {
        return Deliberation.decide(
                epoch(List.of(Map.of("type", "Scripted"))), provider(does, remembers), Instant.EPOCH);
    }

    private static CallbackProviders provider(Function<Callback, Step> does, Map<String, Object> remembers) {
        return new CallbackProviders(List.of(new CallbackProvider() {
            @Override
            public String type() {
                return "Scripted";
            }

            @Override
            public Callback read(Fields fields) {
                fields.object("state").values();
                return new Scripted(does, remembers);
            }
        }));
    }

    private static TrainingEvent.Barrier epoch(List<Map<String, Object>> callbacks) {
        return KerasTraces.epoch(Specs.with(List.of("accuracy"), List.of()), 3, LOGS, 0.001, false, callbacks);
    }

    private static TrainingEvent.Barrier asking(List<Map<String, Object>> before, List<Map<String, Object>> after) {
        RunSpec spec = Specs.with(List.of("accuracy"), before);
        return new TrainingEvent.BatchReached(
                "golden",
                1,
                3,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                6,
                7,
                LOGS,
                0.001,
                before,
                new TrainingEvent.Replacement("c-1", after));
    }

    private static void assertFits(Verdict verdict) {
        Wire.Encoded encoded = Wire.encode(verdict, "/test");
        assertThat(encoded.value()).hasSizeLessThanOrEqualTo(VerdictCheck.MOST_BYTES);
        assertThat(Arrays.asList(verdict)).allSatisfy(one -> assertThat(Wire.decode(encoded.headers(), encoded.value()))
                .isEqualTo(one));
    }
}
