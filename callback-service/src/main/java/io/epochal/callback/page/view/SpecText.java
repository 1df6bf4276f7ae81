package io.epochal.callback.page.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.query.SpecFields;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.Wire;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run spec, or what an attached program has said of itself, for people. */
public final class SpecText {
    private SpecText() {}

    /** As JSON, indented. */
    public static String json(RunFacts facts) {
        try {
            return Wire.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(SpecFields.tree(facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run spec that JSON cannot write", e);
        }
    }

    /** Every value by its path, such as {@code callbacks[0].patience}. */
    static SortedMap<String, String> fields(RunFacts facts) {
        SortedMap<String, String> fields = new TreeMap<>();
        SpecFields.of(facts).forEach((path, value) -> fields.put(path, SpecFields.text(value)));
        return fields;
    }
}
