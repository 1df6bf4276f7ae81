package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.stream.Collectors;

/** Why a value is no message. */
final class ReadFailure {
    private ReadFailure() {}

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
}
