package io.epochal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A schema inside a file.
 *
 * @param file its path below the schemas' folder
 */
record SchemaPlace(URI file, JsonNode schema) {
    static SchemaPlace of(String path) throws IOException {
        return new SchemaPlace(URI.create(path), Schemas.read(path));
    }

    /** The same, or what it refers to. */
    SchemaPlace resolved() throws IOException {
        if (!schema.has("$ref")) {
            return this;
        }
        URI target = file.resolve(schema.get("$ref").asText());
        String path = target.getPath().isEmpty() ? file.getPath() : target.getPath();
        String fragment = target.getFragment() == null ? "" : target.getFragment();
        return new SchemaPlace(URI.create(path), Schemas.read(path).at(fragment)).resolved();
    }

    SchemaPlace at(String pointer) {
        return new SchemaPlace(file, schema.at(pointer));
    }

    /** The alternative that values of this JSON type are to be valid by. */
    SchemaPlace alternative(String type) throws IOException {
        SchemaPlace place = resolved();
        for (JsonNode one : place.schema.path("anyOf")) {
            SchemaPlace alternative = new SchemaPlace(place.file, one);
            if (alternative.types().contains(type)) {
                return alternative.alternative(type);
            }
        }
        return place;
    }

    /** The JSON types of which values may be. */
    Set<String> types() throws IOException {
        SchemaPlace place = resolved();
        Set<String> types = new LinkedHashSet<>();
        for (JsonNode one : place.schema.path("anyOf")) {
            types.addAll(new SchemaPlace(place.file, one).types());
        }
        JsonNode type = place.schema.path("type");
        (type.isTextual() ? Stream.of(type) : stream(type)).forEach(one -> types.add(one.asText()));
        if (place.schema.has("enum")) {
            types.add("string");
        }
        return types;
    }

    /** The schemas of a union, by the type that each is for. */
    List<SchemaPlace> members() throws IOException {
        SchemaPlace place = resolved();
        return stream(place.schema.path("oneOf"))
                .map(one -> new SchemaPlace(place.file, one))
                .toList();
    }

    boolean isDescribed() throws IOException {
        return schema.has("description") || resolved().schema.has("description");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1).map(array::get);
    }
}
