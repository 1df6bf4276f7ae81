package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.epochal.protocol.UnreadableException.Question;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can still be said of a value that is no message. */
final class Unread {
    private Unread() {}

    /** Why, in words, with the place in the value. */
    static String why(Throwable fault) {
        String place = fault instanceof JsonMappingException mapping ? place(mapping) : "";
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SpecException wrong) {
                return place + wrong.getMessage();
            }
        }
        if (fault instanceof StackOverflowError) {
            return "it is nested too deeply";
        }
        return place + (fault instanceof JsonProcessingException json ? json.getOriginalMessage() : fault.toString());
    }

    private static String place(JsonMappingException fault) {
        String place = fault.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return place.isEmpty() ? "" : Printable.of(place, 200) + ": ";
    }

    /** Who waits for an answer to a barrier event; null where the value does not say, or not before it ceases to be JSON. */
    static @Nullable Question question(byte[] value) {
        String run = null;
        Integer attempt = null;
        Long sequence = null;
        try (JsonParser parser = Wire.JSON.createParser(value)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("run") && token == JsonToken.VALUE_STRING) {
                    run = parser.getText();
                } else if (name.equals("attempt") && token == JsonToken.VALUE_NUMBER_INT) {
                    attempt = parser.getIntValue();
                } else if (name.equals("sequence") && token == JsonToken.VALUE_NUMBER_INT) {
                    sequence = parser.getLongValue();
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // What came before it counts.
        }
        boolean known = Identifier.isValid(run) && attempt != null && attempt > 0 && sequence != null && sequence >= 0;
        return known && run != null && attempt != null && sequence != null ? new Question(run, attempt, sequence) : null;
    }
}
