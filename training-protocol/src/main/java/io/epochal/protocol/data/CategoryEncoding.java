package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a column of categories becomes numbers. */
public enum CategoryEncoding {
    /** As many numbers as the training rows have categories; a category that they do not have is all zeros. */
    ONE_HOT,
    /** One number: the category's place in the vocabulary, from 0. */
    INDEX;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
