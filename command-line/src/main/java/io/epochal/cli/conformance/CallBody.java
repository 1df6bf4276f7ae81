package io.epochal.cli.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.ProtocolJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parts of a call's body. As the real service, it takes no field that it does not know. */
final class CallBody {
    /** Of the messages that a trainer says; the service's clock says another one. */
    static final String TIME = "2026-01-01T00:00:00Z";

    private CallBody() {}

    static ObjectNode object(byte[] body) throws UnreadableCallException {
        String found = "something else";
        try {
            if (ProtocolJson.READER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            found = e.getOriginalMessage();
        } catch (IOException | StackOverflowError e) {
            found = String.valueOf(e.getMessage());
        }
        throw new UnreadableCallException(400, "not-json", "the body must be a JSON object; found: " + found);
    }

    /** @param place of the object, with a dot at its end; empty for the body */
    static void requireKnown(String place, ObjectNode object, List<String> fields) throws UnreadableCallException {
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!fields.contains(name)) {
                throw UnreadableCallException.noRequest(place + Printable.of(name, 100)
                        + " is not known here; there are: " + String.join(", ", fields) + Nearest.hint(name, fields));
            }
        }
    }

    static List<JsonNode> list(ObjectNode object, String field, int most) throws UnreadableCallException {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > most) {
            throw UnreadableCallException.noRequest(field + " must be a list of at most " + most);
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    /** The message that an object says, with what the service adds. */
    static <M extends Message> M message(Class<M> type, String place, ObjectNode said, String run, int attempt)
            throws UnreadableCallException {
        ObjectNode whole =
                said.deepCopy().put("run", run).put("attempt", attempt).put("time", TIME);
        try {
            return type.cast(Wire.decode(Map.of("ce_type", Wire.type(type)), Wire.JSON.writeValueAsBytes(whole)));
        } catch (UnreadableException | JsonProcessingException e) {
            String why = String.valueOf(e.getMessage()).replace("the value is not a " + Wire.type(type) + ": ", "");
            throw UnreadableCallException.noEvent(place.isEmpty() ? why : place + ": " + why);
        }
    }
}
