package io.epochal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The schemas as they are shipped, by their path below {@link #FOLDER}. */
final class Schemas {
    static final Path FOLDER = Path.of("src/main/resources/io/epochal/schema");
    static final String BASE = "https://epochal.io/schema/";

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build())
                    .schemaIdResolvers(ids -> ids.mapPrefix(BASE, "classpath:io/epochal/schema/")));

    private Schemas() {}

    static String ofMessage(String type) {
        return "message/" + type + ".json";
    }

    /** The schemas' paths; in one folder, or in all of them with an empty one. */
    static List<String> in(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    static JsonNode read(String path) throws IOException {
        return Wire.JSON.readTree(Files.readAllBytes(FOLDER.resolve(path)));
    }

    /** What a schema has against a value; empty when it is valid. */
    static List<Error> faults(String path, JsonNode value) {
        return REGISTRY.getSchema(SchemaLocation.of(BASE + path)).validate(value);
    }

    /** What the draft has against a schema. */
    static List<Error> faultsOf(JsonNode schema) {
        return REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(schema);
    }
}
