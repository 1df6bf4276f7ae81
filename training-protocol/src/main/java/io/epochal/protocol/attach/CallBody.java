package io.epochal.protocol.attach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of a call's body: messages as on the wire, without what the service knows. */
final class CallBody {
    private CallBody() {}

    /**
     * Returns for an object that has these fields only.
     *
     * @param place of the object, with a dot at its end; empty for the body
     */
    static void requireKnown(String place, ObjectNode object, List<String> fields) {
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!fields.contains(name)) {
                throw CallException.ofRequest(
                        place + Printable.of(name, 100),
                        "is not known here; there are: " + String.join(", ", fields) + Nearest.hint(name, fields));
            }
        }
    }

    /** The list at a field; empty when there is none. */
    static List<JsonNode> list(ObjectNode object, String field, int most) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > most) {
            throw CallException.ofRequest(field, "must be a list of at most " + most);
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    /** A text at a field, where there is one. */
    static Optional<String> text(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw CallException.ofRequest(field, "must be a text");
        }
        return Optional.of(value.textValue());
    }

    /**
     * The message that an object in a list says, with the run, the attempt and the time that the service adds.
     *
     * @param place of the object in the body
     */
    static <M extends Message> M message(
            Class<M> type, String place, JsonNode said, String run, int attempt, Instant now) {
        try {
            return decode(type, object(place, said), run, attempt, now);
        } catch (UnreadableException e) {
            String field = e.place().isEmpty() ? place : place + "." + e.place();
            throw new CallException(CallException.Kind.NOT_AN_EVENT, field, place + ": " + why(type, e));
        }
    }

    static ObjectNode object(String place, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw CallException.ofEvent(place, "must be an object");
    }

    static <M extends Message> M decode(Class<M> type, ObjectNode said, String run, int attempt, Instant now)
            throws UnreadableException {
        ObjectNode whole =
                said.deepCopy().put("run", run).put("attempt", attempt).put("time", now.toString());
        try {
            return type.cast(Wire.decode(Map.of("ce_type", Wire.type(type)), Wire.JSON.writeValueAsBytes(whole)));
        } catch (JsonProcessingException e) {
            throw new UnreadableException(e.getOriginalMessage(), e);
        }
    }

    /** The reason without the words that name the type. */
    static String why(Class<? extends Message> type, UnreadableException fault) {
        return String.valueOf(fault.getMessage()).replace("the value is not a " + Wire.type(type) + ": ", "");
    }
}
