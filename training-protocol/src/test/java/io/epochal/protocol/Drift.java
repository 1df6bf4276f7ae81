package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.loss.TrainingLoss;
import io.epochal.protocol.metric.Metric;
import io.epochal.protocol.model.Model;
import io.epochal.protocol.optimizer.LearningRate;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.protocol.optimizer.OptimizerKind;
import io.epochal.protocol.optimizer.Schedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where a record and its schema say different things, all the way down. */
final class Drift {
    private static final Map<Class<?>, String> SIMPLE = Map.ofEntries(
            Map.entry(int.class, "integer"),
            Map.entry(long.class, "integer"),
            Map.entry(double.class, "number"),
            Map.entry(float.class, "number"),
            Map.entry(Integer.class, "integer"),
            Map.entry(Long.class, "integer"),
            Map.entry(Float.class, "number"),
            Map.entry(boolean.class, "boolean"),
            Map.entry(Boolean.class, "boolean"),
            Map.entry(String.class, "string"),
            Map.entry(CommandOutcome.class, "string"),
            Map.entry(java.time.Instant.class, "string"));

    private final List<String> found = new ArrayList<>();

    private Drift() {}

    static List<String> between(Class<?> type, SchemaPlace schema) throws IOException {
        Drift drift = new Drift();
        drift.compare(Wire.JSON.constructType(type), schema, type.getSimpleName());
        return drift.found;
    }

    private void compare(JavaType type, SchemaPlace schema, String where) throws IOException {
        Class<?> raw = type.getRawClass();
        if (SIMPLE.containsKey(raw) || raw == Double.class) {
            expect(schema, SIMPLE.getOrDefault(raw, "number"), where);
        } else if (raw.isEnum()) {
            compareWords(raw, schema, where);
        } else if (type.isCollectionLikeType()) {
            expect(schema, "array", where);
            compare(type.getContentType(), schema.alternative("array").at("/items"), where + "[]");
        } else if (raw == LearningRate.class) {
            compareSchedules(schema.alternative("object"), where);
        } else if (raw == Optimizer.class) {
            compareFields(type, schema.alternative("object"), where);
            compareKinds(schema.alternative("object"), where);
        } else if (raw == Object.class) {
            expect(schema, "integer", where);
            expect(schema, "array", where);
        } else if (raw == DataSource.class || writtenAsIs(raw)) {
            // DataSchemaTest compares the first; the others are compared by what they read.
            expect(schema, "object", where);
        } else if (type.isMapLikeType() || raw == Metrics.class) {
            expect(schema, "object", where);
        } else if (raw.isSealed()) {
            compareMembers(raw, schema, where);
        } else if (raw.isAnnotationPresent(JsonFormat.class)) {
            compareTuple(raw, schema.resolved().schema(), where);
        } else {
            expect(schema, "object", where);
            compareFields(type, schema.alternative("object"), where);
        }
    }

    /** A value that its class makes of itself: a name, or an object in Keras' form. */
    private static boolean writtenAsIs(Class<?> raw) {
        return raw == Model.class || raw == TrainingLoss.class || raw == Metric.class;
    }

    private void compareFields(JavaType type, SchemaPlace schema, String where) throws IOException {
        Set<String> unknown = new TreeSet<>();
        schema.schema().path("properties").fieldNames().forEachRemaining(unknown::add);
        for (BeanPropertyDefinition field : properties(type)) {
            String name = field.getName();
            if (field.getRawPrimaryType() == OptimizerKind.class) {
                continue;
            }
            SchemaPlace property = schema.at("/properties/" + name);
            if (!unknown.remove(name)) {
                found.add(where + "." + name + " is not in the schema");
            } else {
                if (!property.isDescribed()) {
                    found.add(where + "." + name + " is not described");
                }
                compare(field.getPrimaryType(), property, where + "." + name);
            }
        }
        unknown.removeIf(name -> schema.schema().at("/properties/" + name).has("const"));
        unknown.removeIf(name ->
                schema.schema().at("/properties/" + name).path("deprecated").asBoolean());
        unknown.forEach(name -> found.add(where + "." + name + " is not in the record"));
    }

    private void compareMembers(Class<?> union, SchemaPlace schema, String where) throws IOException {
        Set<String> names = new HashSet<>();
        for (SchemaPlace member : schema.members()) {
            String name =
                    member.resolved().schema().at("/properties/type/const").asText();
            names.add(name);
            for (Class<?> permitted : union.getPermittedSubclasses()) {
                if (permitted.getSimpleName().equals(name)) {
                    compare(Wire.JSON.constructType(permitted), member, where + "." + name);
                }
            }
        }
        for (Class<?> permitted : union.getPermittedSubclasses()) {
            if (!names.contains(permitted.getSimpleName())) {
                found.add(where + " has no " + permitted.getSimpleName());
            }
        }
    }

    /** The arguments of an optimizer's kind stand beside those that all have. */
    private void compareKinds(SchemaPlace schema, String where) throws IOException {
        for (Class<?> kind : OptimizerKind.class.getPermittedSubclasses()) {
            ObjectNode arguments =
                    schema.schema().at("/$defs/" + kind.getSimpleName()).deepCopy();
            ((ObjectNode) arguments.get("properties")).remove("type");
            compare(
                    Wire.JSON.constructType(kind),
                    new SchemaPlace(schema.file(), arguments),
                    where + "." + kind.getSimpleName());
        }
    }

    /** Schedules are carried as written; the table has no fields to compare. */
    private void compareSchedules(SchemaPlace schema, String where) throws IOException {
        for (Class<?> schedule : Schedule.class.getPermittedSubclasses()) {
            if (schedule != Schedule.Table.class) {
                SchemaPlace member = schema.at("/$defs/" + schedule.getSimpleName());
                compare(Wire.JSON.constructType(schedule), member, where + "." + schedule.getSimpleName());
            }
        }
    }

    private void compareWords(Class<?> type, SchemaPlace schema, String where) throws IOException {
        Set<String> words = new TreeSet<>();
        for (Object constant : type.getEnumConstants()) {
            words.add(Wire.JSON.convertValue(constant, String.class));
        }
        Set<String> known = new TreeSet<>();
        SchemaPlace.stream(schema.resolved().schema().path("enum")).forEach(word -> known.add(word.asText()));
        if (!words.equals(known)) {
            found.add(where + " is one of " + words + " and not of " + known);
        }
    }

    private void compareTuple(Class<?> tuple, JsonNode schema, String where) {
        int length = tuple.getRecordComponents().length;
        if (schema.path("minItems").asInt() != length || schema.path("maxItems").asInt() != length) {
            found.add(where + " has " + Arrays.toString(tuple.getRecordComponents()));
        }
    }

    private void expect(SchemaPlace schema, String type, String where) throws IOException {
        if (!schema.types().contains(type)) {
            found.add(where + " is of type " + type + " and not " + schema.types());
        }
    }

    /** The fields, with those of a record that is written into this one's place. */
    private static List<BeanPropertyDefinition> properties(JavaType type) {
        List<BeanPropertyDefinition> properties = new ArrayList<>();
        for (BeanPropertyDefinition one :
                Wire.JSON.getSerializationConfig().introspect(type).findProperties()) {
            AnnotatedMember member = one.getAccessor();
            if (member != null && member.hasAnnotation(JsonUnwrapped.class)) {
                properties.addAll(properties(one.getPrimaryType()));
            } else {
                properties.add(one);
            }
        }
        return properties;
    }
}
