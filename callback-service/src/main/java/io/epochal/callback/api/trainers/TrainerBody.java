package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what trainers send: one JSON object, of which the parts are messages as on the wire, without what the service knows. */
final class TrainerBody {
    private TrainerBody() {}

    /** @throws ProblemException for a body that is none, or has a field that is not among these */
    static ObjectNode object(byte[] body, List<String> fields) {
        ObjectNode object = JsonBody.object(body, "");
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw wrong(
                        ProblemType.NOT_A_REQUEST,
                        Printable.of(name, 100) + " is not known here; there are: " + String.join(", ", fields)
                                + Nearest.hint(name, fields));
            }
        });
        return object;
    }

    /** The list at a field; empty when there is none. */
    static List<JsonNode> list(ObjectNode object, String field, int most) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > most) {
            throw wrong(ProblemType.NOT_A_REQUEST, field + " must be a list of at most " + most);
        }
        return List.copyOf(Wire.JSON.convertValue(
                value, Wire.JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class)));
    }

    /** A text at a field, where there is one. */
    static Optional<String> text(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(ProblemType.NOT_A_REQUEST, field + " must be a text");
        }
        return Optional.of(value.textValue());
    }

    /**
     * The message that an object says, with the run, the attempt and the time that the service adds.
     *
     * @param place of the object in the body, for errors
     * @throws ProblemException where it is none, with the place
     */
    static <M extends Message> M message(
            Class<M> type, String place, ObjectNode said, String run, int attempt, Instant now) {
        ObjectNode whole = said.deepCopy();
        whole.put("run", run).put("attempt", attempt).put("time", now.toString());
        String name = Wire.type(type);
        try {
            return type.cast(Wire.decode(Map.of("ce_type", name), Wire.JSON.writeValueAsBytes(whole)));
        } catch (UnreadableException | JsonProcessingException e) {
            String why = String.valueOf(e.getMessage()).replace("the value is not a " + name + ": ", "");
            throw wrong(ProblemType.NOT_AN_EVENT, place.isEmpty() ? why : place + ": " + why);
        }
    }

    static ProblemException wrong(ProblemType type, String detail) {
        return new ProblemException(type, detail);
    }
}
