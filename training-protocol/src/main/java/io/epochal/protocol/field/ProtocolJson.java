package io.epochal.protocol.field;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/** The JSON of messages and run specs. */
public final class ProtocolJson {
    /** Of a message. Kafka takes 1 MiB unless it is told otherwise. */
    public static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final int MOST_NESTED = 100;

    /** Snake-case names; times as ISO-8601; NaN and the infinities as texts. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(factory())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .annotationIntrospector(new RequiredComponents())
            .build();

    /** For what comes from elsewhere: one value without duplicate fields, so that two readers of it read the same. */
    public static final ObjectReader READER = MAPPER.reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ProtocolJson() {}

    /**
     * The one object that a body is.
     *
     * @param example of what would be right, with how it is said, such as {@code , such as {}}; may be empty
     * @throws SpecException for anything else
     */
    public static ObjectNode object(byte[] body, String example) {
        String found = "something else";
        try {
            if (READER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            found = e.getOriginalMessage();
        } catch (IOException e) {
            found = String.valueOf(e.getMessage());
        }
        throw new SpecException("the body", "must be a JSON object" + example + "; found: " + found);
    }

    /** A value that is deeper, longer or has longer numbers than any message needs is refused before it takes memory or time. */
    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_NESTED)
                        .maxStringLength(MOST_BYTES)
                        .maxNumberLength(100)
                        .maxNameLength(1000)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MOST_NESTED)
                        .build())
                .build();
    }
}
