package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.stream.Collectors;

/**
 * Why a value is no message.
 *
 * @param place in the value; empty where it is the whole
 * @param why in words, which begin with the place
 */
record ReadFailure(String place, String why) {
    static ReadFailure of(Throwable fault) {
        String place = fault instanceof JsonMappingException mapping ? place(mapping) : "";
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SpecException wrong) {
                return of(place, wrong);
            }
        }
        if (fault instanceof StackOverflowError) {
            return new ReadFailure("", "it is nested too deeply");
        }
        String why = fault instanceof JsonProcessingException json ? withoutSource(json) : fault.toString();
        return new ReadFailure(place, place.isEmpty() ? why : place + ": " + why);
    }

    /** Jackson says of each place that it does not say what it reads. */
    private static String withoutSource(JsonProcessingException fault) {
        return String.valueOf(fault.getOriginalMessage()).replaceAll("\\[Source: [^;\\]]*; ", "[");
    }

    private static ReadFailure of(String place, SpecException wrong) {
        String why = String.valueOf(wrong.getMessage());
        if (wrong.path().isEmpty()) {
            return new ReadFailure(place, place.isEmpty() ? why : place + ": " + why);
        }
        String before = place.isEmpty() ? "" : place + ".";
        return new ReadFailure(before + wrong.path(), before + why);
    }

    private static String place(JsonMappingException fault) {
        String place = fault.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return Printable.of(place, 200);
    }
}
