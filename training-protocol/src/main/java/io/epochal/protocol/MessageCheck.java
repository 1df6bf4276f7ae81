package io.epochal.protocol;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds of every message, by any writer: nothing is missing, what names a run or a request is an {@link Identifier}, numbers
 * are ones that can be counted with, pictures are pictures. Checked where a message is read, and nowhere else.
 */
final class MessageCheck {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Set<String> IDENTIFIERS = Set.of("run", "command_id", "requests", "attach_id");
    /** What a double still holds exactly, so that every reader of JSON reads the same. */
    private static final long MOST = (1L << 53) - 1;

    private static final long MOST_INT = Integer.MAX_VALUE - 1L;

    /** The least that a component may be, by its name or by its record's and its own; 0 for the others. */
    private static final Map<String, Long> LEAST = Map.ofEntries(
            Map.entry("attempt", 1L),
            Map.entry("from_attempt", 1L),
            Map.entry("every", 1L),
            Map.entry("heartbeat", 1L),
            Map.entry("width", 1L),
            Map.entry("height", 1L),
            Map.entry("input_shape", 1L),
            Map.entry("input_shapes", 1L),
            Map.entry("epochs", 1L),
            // Before the first epoch, and before an epoch's first batch.
            Map.entry("epoch", -1L),
            Map.entry("RunSummary.attempt", 0L),
            Map.entry("Curve.epochs", 0L),
            Map.entry("Curve.newest", -1L),
            Map.entry("Measured.epoch", 0L),
            Map.entry("EpochEnded.epoch", 0L),
            Map.entry("RestoreWeights.epoch", 0L),
            Map.entry("batch", -1L),
            Map.entry("BatchEnded.batch", 0L),
            Map.entry("BatchRecorded.batch", 0L));

    /** Of each record the components, found once. */
    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
        }
    };

    private MessageCheck() {}

    private record Part(RecordComponent component, String name, boolean nullable, long least) {
        static Part of(RecordComponent component) {
            String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
            String owner = component.getDeclaringRecord().getSimpleName();
            component.getAccessor().setAccessible(true);
            return new Part(
                    component,
                    name,
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    LEAST.getOrDefault(owner + "." + name, LEAST.getOrDefault(name, 0L)));
        }

        @Nullable
        Object of(Record owner) {
            try {
                return component.getAccessor().invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a component that cannot be asked for: " + component, e);
            }
        }
    }

    /** @throws SpecException that names the place */
    static void check(@Nullable Message message) {
        if (!(message instanceof Record record)) {
            throw new SpecException("the value", "must be an object", message);
        }
        parts("", record);
    }

    /** The list as a message's record keeps it; what is missing is named, where {@link List#copyOf} would not. */
    static <T> List<T> copy(String name, @Nullable List<T> list) {
        if (list == null) {
            throw new SpecException(name, "is required");
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == null) {
                throw new SpecException(name + "[" + i + "]", "may not be null");
            }
        }
        return List.copyOf(list);
    }

    private static void parts(String path, Record record) {
        for (Part part : PARTS.get(record.getClass())) {
            Object value = part.of(record);
            String place = path.isEmpty() ? part.name() : path + "." + part.name();
            if (value != null) {
                value(place, value, part);
            } else if (!part.nullable()) {
                throw new SpecException(place, "is required");
            }
        }
        if (record instanceof Command.SaveEvery often && !(often.seconds() > 0 && often.seconds() <= MOST)) {
            throw new SpecException(path + ".seconds", "must be more than 0", often.seconds());
        }
    }

    private static void value(String place, Object value, Part part) {
        if (value instanceof Integer || value instanceof Long) {
            whole(place, ((Number) value).longValue(), value instanceof Integer ? MOST_INT : MOST, part.least());
        } else if (value instanceof String text) {
            text(place, text, part.name());
        } else if (value instanceof Instant time) {
            if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
                throw new SpecException(place, "must be between the years 1970 and 9999", time);
            }
        } else if (value instanceof List<?> list) {
            items(place, list, part);
        } else if (value instanceof Metrics metrics) {
            measured(place, metrics);
        } else if (value instanceof Record record && !(value instanceof RunSpec)) {
            parts(place, record);
        }
    }

    private static void whole(String place, long value, long most, long least) {
        if (value < least || value > most) {
            throw new SpecException(place, "must be from " + least + " to " + most, value);
        }
    }

    private static void text(String place, String text, String name) {
        if (IDENTIFIERS.contains(name)) {
            Identifier.check(place, text);
        } else if (name.equals("images")) {
            try {
                Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw new SpecException(place, "must be base64", text);
            }
        }
    }

    /** What callbacks lists hold is free; that there is something is not. */
    private static void items(String place, List<?> list, Part part) {
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            String at = place + "[" + i + "]";
            if (item == null) {
                throw new SpecException(at, "may not be null");
            }
            value(at, item, part);
        }
    }

    private static void measured(String place, Metrics metrics) {
        metrics.values().forEach((name, value) -> {
            if (value == null) {
                throw new SpecException(place + "." + name, "must be a number; what was not measured is left out");
            }
        });
    }
}
