package io.epochal.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a name points to.
 *
 * @param checkpoint its key
 * @param weights the part of it that holds the weights which are meant
 */
record Pointer(String checkpoint, String weights) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Content content() throws JsonProcessingException {
        return Content.of(JSON.writeValueAsBytes(this));
    }

    static Pointer read(InputStream in) throws IOException {
        return JSON.readValue(in, Pointer.class);
    }
}
