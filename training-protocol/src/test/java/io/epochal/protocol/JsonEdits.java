package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Values that differ from another one at one place. */
final class JsonEdits {
    private JsonEdits() {}

    /** Every place in a value but the value itself, outer ones first. */
    static List<JsonPointer> places(JsonNode value) {
        List<JsonPointer> places = new ArrayList<>();
        collect(value, JsonPointer.empty(), places);
        return places;
    }

    private static void collect(JsonNode value, JsonPointer here, List<JsonPointer> places) {
        value.fieldNames().forEachRemaining(name -> {
            places.add(here.appendProperty(name));
            collect(value.get(name), here.appendProperty(name), places);
        });
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            places.add(here.appendIndex(i));
            collect(value.get(i), here.appendIndex(i), places);
        }
    }

    static boolean isField(JsonNode value, JsonPointer place) {
        return value.at(place.head()).isObject();
    }

    static JsonNode without(JsonNode value, JsonPointer field) {
        JsonNode copy = value.deepCopy();
        ((ObjectNode) copy.at(field.head())).remove(field.last().getMatchingProperty());
        return copy;
    }

    static JsonNode with(JsonNode value, JsonPointer place, JsonNode other) {
        JsonNode copy = value.deepCopy();
        if (copy.at(place.head()) instanceof ArrayNode array) {
            array.set(place.last().getMatchingIndex(), other);
        } else {
            ((ObjectNode) copy.at(place.head())).set(place.last().getMatchingProperty(), other);
        }
        return copy;
    }
}
