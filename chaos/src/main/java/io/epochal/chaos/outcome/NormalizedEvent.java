package io.epochal.chaos.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.util.List;
import java.util.regex.Pattern;

/** An event as text, without what differs from run to run: run, attempt, sequence number, time and duration. */
public final class NormalizedEvent {
    private static final List<String> DIFFERS = List.of("run", "attempt", "sequence", "time", "seconds", "answers");
    private static final Pattern KEY = Pattern.compile("^runs/[^/]+/(.*-[be])-\\d+(-\\w+)?$");

    private NormalizedEvent() {}

    /** Its type, and the rest as JSON. */
    public static String of(TrainingEvent event) {
        ObjectNode json = Wire.JSON.valueToTree(event);
        json.remove(DIFFERS);
        return event.getClass().getSimpleName() + " " + plain(json);
    }

    /** A checkpoint's key without run and attempt. */
    static String place(String key) {
        return KEY.matcher(key).replaceFirst("$1$2");
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> object.set(name, plain(object.get(name))));
        } else if (node instanceof ArrayNode array) {
            for (int place = 0; place < array.size(); place++) {
                array.set(place, plain(array.get(place)));
            }
        } else if (node instanceof TextNode text && text.textValue().startsWith("runs/")) {
            return TextNode.valueOf(place(text.textValue()));
        }
        return node;
    }
}
