package io.epochal.callback.api.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The body of a request: a command as on the wire, or a {@link io.epochal.protocol.CommandRequest} as on the wire with the command
 * in it. Fields with a default may be left out; an unknown field is an error.
 *
 * @param run that the body names, where it names one
 * @param id of the command, where the body has one
 * @param by the sender, where the body names one
 */
public record CommandBody(Command command, Optional<String> run, Optional<String> id, Optional<String> by) {
    private static final int MOST_BYTES = 512 * 1024;
    private static final String EXAMPLE = ", such as {\"type\":\"PauseTraining\"}";
    private static final Map<String, List<String>> TYPES = types();

    /** @throws ProblemException for an invalid body */
    public static CommandBody read(byte[] body) {
        if (body.length > MOST_BYTES) {
            throw new ProblemException(
                    ProblemType.TOO_LARGE, "a command has at most " + MOST_BYTES + " bytes; found " + body.length);
        }
        ObjectNode object = JsonBody.object(body, EXAMPLE);
        return object.has("command") ? request(object) : bare(command(object));
    }

    private static CommandBody bare(Command command) {
        return new CommandBody(command, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static CommandBody request(ObjectNode object) {
        if (!(object.get("command") instanceof ObjectNode json)) {
            throw notACommand("command must be an object; found " + object.get("command"));
        }
        try {
            Fields fields = Fields.of("", Wire.JSON.convertValue(object, Map.class));
            fields.raw("command");
            fields.raw("time");
            CommandBody body = new CommandBody(
                    command(json),
                    fields.optionalText("run"),
                    fields.optionalText("command_id"),
                    fields.optionalText("requested_by"));
            fields.end();
            return body;
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.NOT_A_COMMAND, String.valueOf(e.getMessage()));
        }
    }

    private static Command command(ObjectNode json) {
        String type = json.path("type").asText();
        if (!UserCommandValidator.TYPES.contains(type)) {
            boolean known = TYPES.containsKey(type);
            throw new ProblemException(
                    known ? ProblemType.NOT_FOR_PEOPLE : ProblemType.NOT_A_COMMAND,
                    "type must be one of " + String.join(", ", UserCommandValidator.TYPES) + "; found "
                            + (known ? type + ", which only a callback can send" : json.path("type"))
                            + Nearest.hint(type, UserCommandValidator.TYPES));
        }
        ObjectNode whole = defaults(type).setAll(json);
        requireFields(type, whole);
        try {
            Command command = Wire.JSON.treeToValue(whole, Command.class);
            command.accept(new UserCommandValidator()).ifPresent(why -> {
                throw notACommand(type + ": " + why);
            });
            return normalized(command);
        } catch (JsonProcessingException e) {
            throw notACommand(type + ": " + e.getOriginalMessage());
        }
    }

    /** The command has the name by which the checkpoint will be stored and listed. */
    private static Command normalized(Command command) {
        return command instanceof Command.SaveCheckpoint save
                ? new Command.SaveCheckpoint(
                        CheckpointPath.choose("name", save.name()), save.weights(), save.weightsOnly())
                : command;
    }

    /** Requires exactly the command's fields: an unknown one would be ignored silently. */
    private static void requireFields(String type, ObjectNode json) {
        List<String> known = TYPES.getOrDefault(type, List.of());
        json.fieldNames().forEachRemaining(name -> {
            if (!name.equals("type") && !known.contains(name)) {
                throw notACommand(type + " has no " + name + "; it has: "
                        + (known.isEmpty() ? "nothing but its type" : String.join(", ", known))
                        + Nearest.hint(name, known));
            }
        });
        for (String name : known) {
            if (!json.hasNonNull(name)) {
                throw notACommand(type + " needs " + name + "; it has: " + String.join(", ", known));
            }
        }
    }

    private static ObjectNode defaults(String type) {
        ObjectNode defaults = Wire.JSON.createObjectNode();
        switch (type) {
            case "StopTraining" -> defaults.put("reason", "stopped by hand");
            case "CancelRun" -> defaults.put("reason", "cancelled by hand");
            case "SaveCheckpoint" -> defaults.put("weights", "trained").put("weights_only", false);
            case "SummarizeWeights" -> defaults.put("weights", "trained").put("images", false);
            default -> {
                // Nothing can be left out.
            }
        }
        return defaults;
    }

    private static Map<String, List<String>> types() {
        Map<String, List<String>> types = new TreeMap<>();
        for (Class<?> type : Command.class.getPermittedSubclasses()) {
            List<String> fields = Arrays.stream(type.getRecordComponents())
                    .map(component ->
                            PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()))
                    .toList();
            types.put(type.getSimpleName(), fields);
        }
        return types;
    }

    private static ProblemException notACommand(String detail) {
        return new ProblemException(ProblemType.NOT_A_COMMAND, detail);
    }
}
