package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.util.stream.StreamSupport;

/** Where the head of a safetensors file says that the values of a tensor lie: bytes behind the head. */
record TensorPlace(TensorEntry tensor, long begin, long end) {
    private static final int SHOWN = 200;

    static TensorPlace of(String name, JsonNode entry) throws IOException {
        JsonNode offsets = entry.path("data_offsets");
        long[] shape = StreamSupport.stream(entry.path("shape").spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
        try {
            DataType type = DataType.fromSafetensors(entry.path("dtype").asText());
            return new TensorPlace(
                    new TensorEntry(name, type, new Shape(shape)),
                    offsets.path(0).longValue(),
                    offsets.path(1).longValue());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the safetensors file's " + Printable.of(name, SHOWN) + ": "
                            + Printable.of(String.valueOf(e.getMessage()), SHOWN),
                    e);
        }
    }

    /** The end of its values; {@link IOException} unless they begin there and are as many as the shape says. */
    long requireFrom(long expected) throws IOException {
        if (begin != expected || end - begin != size()) {
            throw new IOException("the safetensors file's " + Printable.of(tensor.name(), SHOWN) + " lies from " + begin
                    + " to " + end + "; expected " + tensor.type() + " " + tensor.shape() + " from " + expected);
        }
        return end;
    }

    /** -1 where no tensor has that shape. */
    private long size() {
        try {
            return tensor.bytes();
        } catch (ArithmeticException e) {
            return -1;
        }
    }
}
