package io.epochal.callback.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Nearest;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a request: a command as on the wire, or a {@link io.epochal.protocol.CommandRequest} as on the wire with the command in
 * it. What a person need not decide may be left out; a name that nobody knows is a mistake.
 *
 * @param run that the body names, where it names one
 * @param id of the command, where the body has one
 * @param by who asks, where the body says so
 */
record CommandBody(Command command, Optional<String> run, Optional<String> id, Optional<String> by) {
    private static final int MOST_BYTES = 512 * 1024;
    private static final ObjectReader STRICT =
            Wire.JSON.readerFor(Command.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final List<String> TYPES = Arrays.stream(Command.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .toList();
    private static final Map<String, String> DEFAULTS = Map.of(
            "StopTraining", "{\"reason\":\"stopped by hand\"}",
            "CancelRun", "{\"reason\":\"cancelled by hand\"}",
            "SaveCheckpoint", "{\"weights\":\"trained\",\"weights_only\":false}",
            "SummarizeWeights", "{\"weights\":\"trained\",\"images\":false}");

    /** @throws ProblemException that says what is wrong with it */
    static CommandBody read(byte[] body) {
        if (body.length > MOST_BYTES) {
            throw new ProblemException(
                    ProblemType.TOO_LARGE, "a command has at most " + MOST_BYTES + " bytes; found " + body.length);
        }
        ObjectNode object = object(body);
        return object.has("command") ? request(object) : bare(command(object));
    }

    private static CommandBody bare(Command command) {
        return new CommandBody(command, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static CommandBody request(ObjectNode object) {
        if (!(object.get("command") instanceof ObjectNode json)) {
            throw new ProblemException(
                    ProblemType.NOT_A_COMMAND, "command must be an object; found " + object.get("command"));
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

    private static ObjectNode object(byte[] body) {
        String found = "something else";
        try {
            if (Wire.JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            found = e.getOriginalMessage();
        } catch (IOException e) {
            found = String.valueOf(e.getMessage());
        }
        throw new ProblemException(
                ProblemType.NOT_JSON,
                "the body must be a JSON object, such as {\"type\":\"PauseTraining\"}; found: " + found);
    }

    private static Command command(ObjectNode json) {
        String type = json.path("type").asText();
        if (!Askable.TYPES.contains(type)) {
            boolean known = TYPES.contains(type);
            throw new ProblemException(
                    known ? ProblemType.NOT_FOR_PEOPLE : ProblemType.NOT_A_COMMAND,
                    "type must be one of " + String.join(", ", Askable.TYPES) + "; found "
                            + (known ? type + ", which only a callback can ask for" : json.path("type"))
                            + Nearest.hint(type, Askable.TYPES));
        }
        try {
            Command command = parse(type, json);
            command.accept(new Askable()).ifPresent(why -> {
                throw new ProblemException(ProblemType.NOT_A_COMMAND, type + ": " + why);
            });
            return command;
        } catch (UnrecognizedPropertyException e) {
            String name = e.getPropertyName();
            List<String> known =
                    e.getKnownPropertyIds().stream().map(String::valueOf).toList();
            throw new ProblemException(
                    ProblemType.NOT_A_COMMAND,
                    type + " has no " + name + "; it has: " + String.join(", ", known) + Nearest.hint(name, known));
        } catch (JsonProcessingException e) {
            throw new ProblemException(ProblemType.NOT_A_COMMAND, type + ": " + e.getOriginalMessage());
        }
    }

    private static Command parse(String type, ObjectNode json) throws JsonProcessingException {
        ObjectNode whole = (ObjectNode) Wire.JSON.readTree(DEFAULTS.getOrDefault(type, "{}"));
        whole.setAll(json);
        return STRICT.<Command>readValue(whole.toString());
    }
}
