package io.epochal.protocol;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One real record of a type, as its golden file has it. */
record GoldenRecord(String type, JsonNode headers, JsonNode value) {
    private static final Path FOLDER = Path.of("src/test/resources/wire");

    static GoldenRecord of(Class<?> type) throws IOException {
        return of(type.getSimpleName());
    }

    static GoldenRecord of(String type) throws IOException {
        JsonNode file = Wire.JSON.readTree(Files.readAllBytes(fileOf(type)));
        return new GoldenRecord(type, file.get("headers"), file.get("value"));
    }

    static Path fileOf(String type) {
        return FOLDER.resolve(type + ".json");
    }

    static List<GoldenRecord> all() throws IOException {
        List<GoldenRecord> all = new ArrayList<>();
        for (Class<?> type : types()) {
            all.add(of(type));
        }
        return all;
    }

    /** The records of which each is a type on the wire. */
    static List<Class<?>> types() {
        return records(Message.class);
    }

    /** The records below a sealed interface, each once. */
    static List<Class<?>> records(Class<?> type) {
        List<Class<?>> found = new ArrayList<>();
        collect(type, found);
        return found.stream().distinct().toList();
    }

    private static void collect(Class<?> type, List<Class<?>> found) {
        if (type.isRecord()) {
            found.add(type);
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            collect(permitted, found);
        }
    }

    Map<String, String> headerTexts() {
        return Wire.JSON.convertValue(headers, new TypeReference<>() {});
    }

    /** As a reader reads it. */
    Message message() throws IOException, UnreadableException {
        return Wire.decode(headerTexts(), Wire.JSON.writeValueAsBytes(value));
    }

    /** Whether a reader takes another value for a record of this type. */
    boolean isReadAs(JsonNode other) throws IOException {
        try {
            var unused = Wire.decode(headerTexts(), Wire.JSON.writeValueAsBytes(other));
            return true;
        } catch (UnreadableException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return type;
    }
}
