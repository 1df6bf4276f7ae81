package io.epochal.cli.view;

import io.epochal.callback.policy.Replay;
import io.epochal.protocol.field.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a replay found, as one line of JSON. */
public final class ReplayResultJson {
    private ReplayResultJson() {}

    public static String write(Replay.Outcome outcome) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", outcome.id());
        json.put("epochs_run", outcome.epochsRun());
        json.put("stopped", outcome.stopped());
        json.put("weights_from_epoch", outcome.weightsFromEpoch());
        json.put("final_learning_rate", Numbers.json(outcome.finalLearningRate()));
        List<Double> rates = outcome.learningRates();
        json.put(
                "learning_rates",
                rates == null ? null : rates.stream().map(Numbers::json).toList());
        json.put(
                "saved",
                outcome.saved().stream()
                        .map(one -> List.of(one.epoch(), one.name()))
                        .toList());
        json.put("error", outcome.error());
        List<Map<String, Object>> epochs = new ArrayList<>();
        for (Replay.EpochDecision epoch : outcome.epochs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("epoch", epoch.epoch());
            one.put("commands", epoch.commands());
            one.put("reasons", epoch.reasons());
            one.put("callbacks", epoch.callbacks().json());
            epochs.add(one);
        }
        json.put("epochs", epochs);
        return PrintableJson.line(json);
    }

    /** The answer to a case that cannot be replayed. */
    public static String rejected(@Nullable Object id, String error) {
        return write(
                new Replay.Outcome(String.valueOf(id), 0, false, null, Double.NaN, null, List.of(), error, List.of()));
    }
}
