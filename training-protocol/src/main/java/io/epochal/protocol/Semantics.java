package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.epochal.protocol.field.Fields;
import java.util.Arrays;
import java.util.Optional;

/** Whose rules the callbacks of a run follow. */
public enum Semantics {
    /** Keras 3.15.1's, its surprises included. */
    @JsonProperty("keras-3.15")
    KERAS_3_15("keras-3.15"),
    /** The same, but NaN is never the best value, and a monitor that is not there fails the run at its first epoch. */
    @JsonProperty("safe")
    SAFE("safe");

    private final String wireName;

    Semantics(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Semantics read(Fields fields) {
        String name = fields.oneOf("semantics", KERAS_3_15.wireName, KERAS_3_15.wireName, SAFE.wireName);
        return named(name).orElseThrow();
    }

    public static Optional<Semantics> named(String name) {
        return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findFirst();
    }
}
