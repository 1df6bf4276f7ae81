package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happens to a row in which a value is missing. */
public enum MissingValues {
    /** The run does not begin; the message names row and column. */
    REFUSE,
    /** Columns of numbers get the mean of their training rows; elsewhere a missing value is refused. */
    MEAN,
    /** The row is left out. */
    DROP;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
