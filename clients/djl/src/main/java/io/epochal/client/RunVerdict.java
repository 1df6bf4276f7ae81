package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the callbacks decided. The commands have taken effect already.
 *
 * @param decided false where the service could not be reached and the program goes on without
 * @param reasons each callback's type and what it found, in words
 * @param retain the epochs, from 0, whose weights a later {@link TrainerCommand.RestoreWeights} may ask for
 * @param refusal why other callbacks were not taken; null where nobody asked for that, or they were
 */
public record RunVerdict(
        boolean decided,
        List<TrainerCommand> commands,
        List<String> reasons,
        Set<Integer> retain,
        AskNext ask,
        @Nullable String refusal) {
    /** Of a program that goes on without the service. */
    static final RunVerdict NONE = new RunVerdict(false, List.of(), List.of(), Set.of(), AskNext.AT_EPOCH_END, null);

    public RunVerdict {
        commands = List.copyOf(commands);
        reasons = List.copyOf(reasons);
        retain = Set.copyOf(retain);
    }

    static RunVerdict of(JsonObject json) {
        List<TrainerCommand> commands = new ArrayList<>();
        for (JsonElement command : JsonValues.list(json, "commands")) {
            commands.add(TrainerCommand.of(command.getAsJsonObject()));
        }
        List<String> reasons = new ArrayList<>();
        for (JsonElement reason : JsonValues.list(json, "reasons")) {
            JsonObject one = reason.getAsJsonObject();
            reasons.add(JsonValues.text(one, "callback", "") + ": " + JsonValues.text(one, "text", ""));
        }
        Set<Integer> retain = new TreeSet<>();
        JsonArray epochs = JsonValues.list(json, "retain");
        epochs.forEach(epoch -> retain.add(epoch.getAsInt()));
        AskNext ask = json.has("ask") ? AskNext.of(json.getAsJsonObject("ask")) : AskNext.AT_EPOCH_END;
        String refusal = JsonValues.isNull(json.get("refusal"))
                ? null
                : json.get("refusal").getAsString();
        return new RunVerdict(true, commands, reasons, retain, ask, refusal);
    }

    /** The commands of a verdict that comes too late to save or to show anything. */
    static JsonArray savingNothing(JsonObject verdict) {
        JsonArray commands = new JsonArray();
        for (JsonElement command : JsonValues.list(verdict, "commands")) {
            TrainerCommand one = TrainerCommand.of(command.getAsJsonObject());
            if (!(one instanceof TrainerCommand.SaveCheckpoint || one instanceof TrainerCommand.SummarizeWeights)) {
                commands.add(command);
            }
        }
        return commands;
    }

    /** The epochs whose weights are restored now or may be asked for later. */
    Set<Integer> needed() {
        Set<Integer> needed = new TreeSet<>(retain);
        for (TrainerCommand command : commands) {
            if (command instanceof TrainerCommand.RestoreWeights restore) {
                needed.add(restore.epoch());
            }
        }
        return needed;
    }

    /** Whether a callback ends the training here. */
    public boolean stops() {
        return commands.stream().anyMatch(command -> command instanceof TrainerCommand.StopTraining);
    }
}
