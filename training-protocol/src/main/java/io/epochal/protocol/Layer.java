package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** A layer in Keras' terms. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Layer.Conv2D.class, name = "Conv2D"),
    @JsonSubTypes.Type(value = Layer.MaxPooling2D.class, name = "MaxPooling2D"),
    @JsonSubTypes.Type(value = Layer.Dropout.class, name = "Dropout"),
    @JsonSubTypes.Type(value = Layer.Flatten.class, name = "Flatten"),
    @JsonSubTypes.Type(value = Layer.Dense.class, name = "Dense")
})
public sealed interface Layer {
    /** Unique in the model; by default Keras' automatic one, such as {@code dense_1}. */
    String name();

    <R> R accept(Visitor<R> visitor);

    /** Valid padding, stride 1, a bias. */
    record Conv2D(String name, int filters, List<Integer> kernelSize, String activation) implements Layer {
        static Conv2D of(String name, Fields fields) {
            return new Conv2D(
                    name,
                    fields.requiredInteger("filters", 1),
                    pair(fields, "kernel_size", OptionalInt.empty()),
                    readActivation(fields));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.conv2d(this);
        }
    }

    /** Strides as wide as the pool, valid padding. */
    record MaxPooling2D(String name, List<Integer> poolSize) implements Layer {
        static MaxPooling2D of(String name, Fields fields) {
            return new MaxPooling2D(name, pair(fields, "pool_size", OptionalInt.of(2)));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.maxPooling2d(this);
        }
    }

    /** @param rate the fraction of inputs that is dropped while training, 0 to less than 1 */
    record Dropout(String name, double rate) implements Layer {
        static Dropout of(String name, Fields fields) {
            if (!fields.has("rate")) {
                throw fields.missing("rate");
            }
            return new Dropout(name, fields.numberIn("rate", 0, 0, 1));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dropout(this);
        }
    }

    /** Row-major over height, width, channels: Keras' order. */
    record Flatten(String name) implements Layer {
        static Flatten of(String name, Fields fields) {
            return new Flatten(name);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.flatten(this);
        }
    }

    record Dense(String name, int units, String activation) implements Layer {
        static Dense of(String name, Fields fields) {
            return new Dense(name, fields.requiredInteger("units", 1), readActivation(fields));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dense(this);
        }
    }

    /** One method a layer, so that a new layer does not compile until every engine builds it. */
    interface Visitor<R> {
        R conv2d(Conv2D layer);

        R maxPooling2d(MaxPooling2D layer);

        R dropout(Dropout layer);

        R flatten(Flatten layer);

        R dense(Dense layer);
    }

    /** The layers by Keras' class name, with the stem of Keras' automatic names. */
    enum Type {
        Conv2D("conv2d", Layer.Conv2D::of),
        MaxPooling2D("max_pooling2d", Layer.MaxPooling2D::of),
        Dropout("dropout", Layer.Dropout::of),
        Flatten("flatten", Layer.Flatten::of),
        Dense("dense", Layer.Dense::of);

        private final String stem;
        private final BiFunction<String, Fields, Layer> reader;

        Type(String stem, BiFunction<String, Fields, Layer> reader) {
            this.stem = stem;
            this.reader = reader;
        }

        /** Reads one layer; {@code used} counts the automatic names so far, as Keras numbers them. */
        static Layer read(Fields fields, Map<String, Integer> used) {
            String[] names = Arrays.stream(values()).map(Enum::name).toArray(String[]::new);
            if (!fields.has("type")) {
                throw fields.missing("type");
            }
            Type type = valueOf(fields.oneOf("type", "", names));
            Optional<String> given = fields.optionalText("name");
            String name = given.orElseGet(() -> {
                int count = used.merge(type.stem, 1, Integer::sum) - 1;
                return count == 0 ? type.stem : type.stem + "_" + count;
            });
            Layer layer = type.reader.apply(name, fields);
            fields.end();
            return layer;
        }
    }

    /** Reads a model's layers, in order. */
    static List<Layer> readAll(List<Fields> items) {
        Map<String, Integer> used = new TreeMap<>();
        return items.stream().map(item -> Type.read(item, used)).toList();
    }

    private static String readActivation(Fields fields) {
        return fields.oneOf("activation", "linear", "linear", "relu", "softmax");
    }

    private static List<Integer> pair(Fields fields, String key, OptionalInt fallback) {
        Object value = fields.raw(key);
        if (value == null) {
            int side = fallback.orElseThrow(() -> fields.missing(key));
            return List.of(side, side);
        }
        if (value instanceof Integer side && side > 0) {
            return List.of(side, side);
        }
        if (value instanceof List<?> sides
                && sides.size() == 2
                && sides.get(0) instanceof Integer height
                && sides.get(1) instanceof Integer width
                && height > 0
                && width > 0) {
            return List.of(height, width);
        }
        throw fields.wrong(key, "must be a whole number, or two: height and width");
    }
}
