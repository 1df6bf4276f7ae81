package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The acceptance test: epoch by epoch what Keras' own callbacks did. */
class KerasTracesTest {
    private static final String TRACES = "traces.jsonl.gz";

    @Test
    void earlyStoppingFollowsKeras() throws IOException {
        List<JsonNode> cases =
                Golden.cases(TRACES, one -> one.path("cb").asText().equals("EarlyStopping"));
        assertThat(cases).hasSize(1000);
        for (JsonNode one : cases) {
            EarlyStopping callback = (EarlyStopping) only(one);
            boolean stopped = false;
            int epoch = one.get("initial_epoch").intValue();
            for (int i = 0; i < one.get("trace").size(); i++, epoch++) {
                Step step = callback.onEpochEnd(new Callback.Epoch(epoch, logs(one, i), 0.001f));
                callback = (EarlyStopping) step.next();
                stopped |= step.commands().stream().anyMatch(Command.StopTraining.class::isInstance);
                JsonNode row = one.get("trace").get(i);
                assertThat(callback.waited())
                        .as("wait, %s", one)
                        .isEqualTo(row.get(0).intValue());
                assertSame(callback.best(), row.get(1), one);
                assertThat(stopped).as("stop, %s", one).isEqualTo(row.get(2).booleanValue());
                int bestEpoch = callback.bestEpoch() == null ? 0 : callback.bestEpoch();
                assertThat(bestEpoch)
                        .as("best epoch, %s", one)
                        .isEqualTo(row.get(3).intValue());
            }
            JsonNode from = one.get("final").get("weights_from_epoch");
            List<Command> restores = callback.onTrainEnd().commands();
            if (!restores.isEmpty()) {
                assertThat(restores)
                        .as("restore, %s", one)
                        .containsExactly(new Command.RestoreWeights(from.intValue()));
            } else {
                assertThat(from.isNull() || from.intValue() == epoch - 1)
                        .as("restore, %s", one)
                        .isTrue();
            }
        }
    }

    @Test
    void reduceLrOnPlateauFollowsKeras() throws IOException {
        List<JsonNode> cases =
                Golden.cases(TRACES, one -> one.path("cb").asText().equals("ReduceLROnPlateau"));
        assertThat(cases).hasSize(1000);
        for (JsonNode one : cases) {
            ReduceLROnPlateau callback = (ReduceLROnPlateau) only(one);
            float rate = (float) one.get("initial_lr").doubleValue();
            for (int i = 0; i < one.get("trace").size(); i++) {
                Callback.Epoch epoch = new Callback.Epoch(i, logs(one, i), rate);
                Step step = callback.onEpochEnd(epoch);
                callback = (ReduceLROnPlateau) step.next();
                rate = epoch.after(step).learningRate();
                JsonNode row = one.get("trace").get(i);
                assertThat(callback.waited())
                        .as("wait, %s", one)
                        .isEqualTo(row.get(0).intValue());
                assertThat(callback.cooldownCounter())
                        .as("cooldown, %s", one)
                        .isEqualTo(row.get(1).intValue());
                assertSame(callback.best(), row.get(2), one);
                assertThat((double) rate)
                        .as("rate, %s", one)
                        .isEqualTo(row.get(3).doubleValue());
                double logged = epoch.after(step).logs().get("learning_rate").orElseThrow();
                assertThat(logged).as("logged, %s", one).isEqualTo(row.get(4).doubleValue());
            }
        }
    }

    @Test
    void modelCheckpointFollowsKerasInEpochMode() throws IOException {
        List<JsonNode> cases = Golden.cases(
                TRACES,
                one -> one.path("cb").asText().equals("ModelCheckpoint")
                        && one.get("args").get("save_freq").asText().equals("epoch"));
        assertThat(cases).hasSize(102);
        for (JsonNode one : cases) {
            Callback callback = only(one);
            List<String> saved = new ArrayList<>();
            for (int i = 0; i < one.get("epochs").size(); i++) {
                Step step = callback.onEpochEnd(
                        new Callback.Epoch(i, value(one.get("epochs").get(i).get(1)), 0.001f));
                callback = step.next();
                step.commands().forEach(command -> saved.add(((Command.SaveCheckpoint) command).name()));
            }
            List<String> expected = new ArrayList<>();
            one.get("saved").forEach(name -> expected.add(name.asText()));
            assertThat(saved).as("%s", one).isEqualTo(expected);
        }
    }

    @Test
    void wholeListsFollowKeras() throws IOException {
        List<JsonNode> cases = Golden.cases("runs.jsonl.gz", KerasTracesTest::understood);
        assertThat(cases).hasSize(228);
        for (JsonNode one : cases) {
            List<String> metrics = new ArrayList<>();
            one.get("metrics").forEach(metric -> metrics.add(metric.asText()));
            List<Map<String, Object>> callbacks = new ArrayList<>();
            one.get("callbacks")
                    .forEach(each ->
                            callbacks.add(Golden.callback(each.get("type").asText(), each)));
            assertRun(one, Golden.spec(metrics, callbacks));
        }
    }

    private static void assertRun(JsonNode one, RunSpec spec) {
        List<Map<String, Object>> callbacks = spec.callbacks();
        JsonNode history = one.get("history");
        double rate = (float) one.get("learning_rate").doubleValue();
        List<Double> rates = new ArrayList<>();
        List<String> saved = new ArrayList<>();
        int weightsFrom = -1;
        boolean stopped = false;
        int epochs = 0;
        while (epochs < history.size() && !stopped) {
            Metrics logs = Golden.logs(history.get(epochs).get("logs"));
            rates.add(rate);
            weightsFrom = epochs;
            Verdict verdict = Deliberation.decide(
                    Golden.epoch(spec, epochs, logs, rate, epochs + 1 == history.size(), callbacks), Instant.EPOCH);
            for (Command command : verdict.commands()) {
                if (command instanceof Command.SetLearningRate change) {
                    rate = (float) change.value();
                } else if (command instanceof Command.SaveCheckpoint save) {
                    saved.add(epochs + " " + save.name());
                } else if (command instanceof Command.RestoreWeights restore) {
                    weightsFrom = restore.epoch();
                }
                stopped |= command instanceof Command.StopTraining;
            }
            callbacks = verdict.callbacks();
            epochs++;
        }
        JsonNode expected = one.get("expected");
        List<Double> expectedRates = new ArrayList<>();
        expected.get("learning_rates").forEach(each -> expectedRates.add(each.doubleValue()));
        List<String> expectedSaves = new ArrayList<>();
        expected.get("saved")
                .forEach(each -> expectedSaves.add(
                        each.get(0).asText() + " " + each.get(1).asText()));
        String id = one.get("id").asText();
        assertThat(epochs)
                .as("epochs, %s", id)
                .isEqualTo(expected.get("epochs_run").intValue());
        assertThat(stopped)
                .as("stopped, %s", id)
                .isEqualTo(expected.get("stopped").booleanValue());
        assertThat(weightsFrom)
                .as("weights, %s", id)
                .isEqualTo(expected.get("weights_from_epoch").intValue());
        // Keras has logged rates only where a callback of the list writes them.
        if (!expected.get("learning_rates").isNull()) {
            assertThat(rates).as("rates, %s", id).isEqualTo(expectedRates);
        }
        assertThat(rate)
                .as("last rate, %s", id)
                .isEqualTo(expected.get("final_learning_rate").doubleValue());
        assertThat(saved).as("saved, %s", id).isEqualTo(expectedSaves);
    }

    /** Lists of callbacks that are all here, in epoch mode. */
    private static boolean understood(JsonNode one) {
        Set<String> here = Set.of("EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint");
        for (JsonNode callback : one.get("callbacks")) {
            boolean epochMode = callback.path("save_freq").asText("epoch").equals("epoch");
            if (!here.contains(callback.get("type").asText()) || !epochMode) {
                return false;
            }
        }
        return true;
    }

    private static Callback only(JsonNode one) {
        Map<String, Object> settings = Golden.callback(one.get("cb").asText(), one.get("args"));
        return CallbackList.read(List.of(settings), Golden.spec(List.of("accuracy"), List.of()))
                .callbacks()
                .get(0);
    }

    private static Metrics logs(JsonNode one, int i) {
        return value(one.get("values").get(i));
    }

    private static Metrics value(JsonNode value) {
        return value.isNull() ? Metrics.NONE : Metrics.NONE.with("val_loss", value.doubleValue());
    }

    private static void assertSame(Double actual, JsonNode expected, JsonNode one) {
        assertThat(actual).as("best, %s", one).isEqualTo(expected.isNull() ? null : expected.doubleValue());
    }
}
