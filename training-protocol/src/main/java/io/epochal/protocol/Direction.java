package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** In which direction a metric improves, by the words of Keras' {@code mode}. */
public enum Direction {
    MIN,
    MAX;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
