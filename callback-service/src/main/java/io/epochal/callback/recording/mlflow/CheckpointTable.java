package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.Wire;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The artifact {@code checkpoints.json} of an MLflow run: of each name the checkpoint that was saved last under it, and the final model.
 * What is said again changes nothing.
 */
final class CheckpointTable {
    /** As MLflow shows it. */
    static final String NAME = "checkpoints.json";

    private static final int MOST_NAMES = 1000;

    private final Map<String, JsonNode> checkpoints = new TreeMap<>();
    private final ObjectNode model = Wire.JSON.createObjectNode();

    /** @param json what is there; anything else than a table counts as none */
    CheckpointTable(JsonNode json) {
        json.path("checkpoints").properties().forEach(one -> checkpoints.put(one.getKey(), one.getValue()));
        if (json.path("model") instanceof ObjectNode known) {
            model.setAll(known);
        }
    }

    /** Whether an event says something that belongs here. */
    static boolean concerns(TrainingEvent event) {
        return (event instanceof CheckpointSaved saved && !saved.names().isEmpty())
                || (event instanceof RunEnded ended && ended.checkpoint() != null);
    }

    /** @param bucket of checkpoints whose keys are no URIs */
    void add(TrainingEvent event, String bucket) {
        if (event instanceof CheckpointSaved saved) {
            ObjectNode row = Wire.JSON
                    .createObjectNode()
                    .put("uri", EventEntries.uri(saved.key(), bucket))
                    .put("epoch", saved.epoch())
                    .put("step", saved.step())
                    .put("bytes", saved.bytes())
                    .put("attempt", saved.attempt())
                    .put("saved", saved.time().toString());
            saved.names().forEach(name -> checkpoints.put(name, row));
            forgetOldest();
        } else if (event instanceof RunEnded ended && ended.checkpoint() != null) {
            model.removeAll();
            model.put("uri", EventEntries.uri(ended.checkpoint(), bucket))
                    .put("status", ended.status().wireName())
                    .put("epochs_run", ended.epochsRun());
            if (ended.restoredEpoch() != null) {
                model.put("restored_epoch", ended.restoredEpoch());
            }
        }
    }

    private void forgetOldest() {
        while (checkpoints.size() > MOST_NAMES) {
            checkpoints.entrySet().stream()
                    .min(Comparator.comparingLong(
                            row -> row.getValue().path("step").asLong()))
                    .ifPresent(oldest -> checkpoints.remove(oldest.getKey()));
        }
    }

    /** Leaves those that were saved before this epoch, and no final model. */
    void keepBefore(int epoch) {
        model.removeAll();
        Iterator<JsonNode> rows = checkpoints.values().iterator();
        while (rows.hasNext()) {
            if (rows.next().path("epoch").asInt() >= epoch) {
                rows.remove();
            }
        }
    }

    boolean isEmpty() {
        return checkpoints.isEmpty() && model.isEmpty();
    }

    JsonNode toJson() {
        ObjectNode json = Wire.JSON.createObjectNode();
        ObjectNode rows = json.putObject("checkpoints");
        checkpoints.forEach(rows::set);
        if (!model.isEmpty()) {
            json.set("model", model);
        }
        return json;
    }
}
