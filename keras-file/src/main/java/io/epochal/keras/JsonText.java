package io.epochal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/** JSON as Python's json module writes and reads it: NaN and Infinity are numbers. */
final class JsonText {
    /** Each nested model adds about five levels. */
    private static final int DEPTH = 300;

    private static final JsonMapper MAPPER = mapper();

    private JsonText() {}

    static Map<String, Object> parse(String where, byte[] text) throws KerasFileException {
        try {
            Map<String, Object> object = MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {});
            if (object == null) {
                throw new KerasFileException(where, "null where a JSON object should be");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new KerasFileException(where, "no JSON object: " + e.getOriginalMessage(), e);
        } catch (KerasFileException e) {
            throw e;
        } catch (IOException e) {
            throw new KerasFileException(where, "no JSON in UTF-8: " + e.getMessage(), e);
        }
    }

    static byte[] format(Map<String, Object> object) throws IOException {
        return MAPPER.writeValueAsBytes(object);
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEPTH).build());
        return mapper;
    }
}
