package io.epochal.callback.api.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.epochal.protocol.Wire;
import java.io.IOException;

/**
 * An event as the log has it.
 *
 * @param type its {@code ce_type}
 * @param json its value, on one line
 */
public record LoggedEvent(LogPosition position, String type, String json) {
    /** The attempt that published it, or 0 where it names none. Reads no further than that: some events are long. */
    public int attempt() {
        try (JsonParser parser = Wire.JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return 0;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("attempt") && value == JsonToken.VALUE_NUMBER_INT) {
                    return parser.getIntValue();
                }
                parser.skipChildren();
            }
            return 0;
        } catch (IOException e) {
            // Another program's record under this key: passed on unchanged, and without effect here.
            return 0;
        }
    }
}
