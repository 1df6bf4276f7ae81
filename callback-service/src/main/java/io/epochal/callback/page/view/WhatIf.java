package io.epochal.callback.page.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Replay;
import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What another callbacks list would have done to a run that was recorded.
 *
 * @param epochs it would have trained, of {@code all} that it did
 * @param saved the time of the epochs that it would not have trained; empty for none
 * @param text how it would have ended
 */
public record WhatIf(String run, int epochs, int all, String saved, String text) {
    private static final int MOST_CHARACTERS = 4000;
    private static final TypeReference<List<Map<String, Object>>> LIST = new TypeReference<>() {};

    /** @throws SpecException for a text that is no list of callbacks */
    static List<Map<String, Object>> callbacks(String json) {
        if (json.length() > MOST_CHARACTERS) {
            throw new SpecException(
                    "callbacks", "has at most " + MOST_CHARACTERS + " characters; found " + json.length());
        }
        try {
            List<Map<String, Object>> callbacks = Wire.JSON.readValue(json, LIST);
            if (callbacks == null || callbacks.contains(null)) {
                throw notAList("found null");
            }
            return callbacks;
        } catch (JsonProcessingException e) {
            throw notAList(e.getOriginalMessage());
        }
    }

    private static SpecException notAList(String why) {
        return new SpecException(
                "callbacks", "must be a JSON list such as [{\"type\":\"EarlyStopping\",\"patience\":3}]: " + why);
    }

    static WhatIf of(RunDetails run, List<Map<String, Object>> callbacks) {
        List<EpochEnded> epochs = List.copyOf(run.epochs().values());
        String name = ShownText.name(run.id());
        if (epochs.isEmpty()) {
            return new WhatIf(name, 0, 0, "", "no epoch was trained yet");
        }
        Replay.Outcome outcome = Replay.of(asked(run, epochs, callbacks), CallbackProviders.NONE);
        String error = outcome.error();
        if (error != null) {
            return new WhatIf(name, 0, epochs.size(), "", ShownText.sentence(error));
        }
        double seconds = epochs.stream()
                .skip(outcome.epochsRun())
                .mapToDouble(EpochEnded::seconds)
                .sum();
        return new WhatIf(
                name,
                outcome.epochsRun(),
                epochs.size(),
                outcome.epochsRun() < epochs.size()
                        ? EventText.duration(Duration.ofMillis((long) (seconds * 1e3)))
                        : "",
                text(run.facts(), outcome));
    }

    private static Replay.Case asked(RunDetails run, List<EpochEnded> epochs, List<Map<String, Object>> callbacks) {
        var params = run.facts().params();
        return new Replay.Case(
                run.id(),
                epochs.get(0).learningRate(),
                params.metrics(),
                params.directions(),
                callbacks,
                params.semantics(),
                epochs.stream()
                        .map(epoch -> new Replay.Measured(epoch.epoch(), epoch.metrics(), List.of()))
                        .toList());
    }

    private static String text(RunFacts facts, Replay.Outcome outcome) {
        Integer weights = outcome.weightsFromEpoch();
        return (outcome.stopped() ? "stops" : "trains on")
                + (weights == null ? "" : ", weights of " + facts.round() + " " + (weights + 1))
                + ", " + outcome.saved().size() + " checkpoints, last learning rate "
                + EventText.number(outcome.finalLearningRate());
    }
}
