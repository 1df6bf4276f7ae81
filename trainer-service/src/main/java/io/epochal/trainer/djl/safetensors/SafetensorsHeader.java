package io.epochal.trainer.djl.safetensors;

import ai.djl.util.JsonUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The head of a safetensors file: its length in eight bytes, and an object that tells for each tensor its type, shape and place. */
final class SafetensorsHeader {
    /** More than a hundred thousand tensors have. */
    private static final int LARGEST = 1 << 25;

    private static final int SHOWN = 200;

    private SafetensorsHeader() {}

    /** In the bytes of DJL's encoder, so that checkpoints of all versions can be compared. */
    static byte[] of(List<TensorEntry> tensors) {
        // It has them in such a map, of this capacity, whose order is that of the names' hashes.
        Map<String, Map<String, Object>> entries = new ConcurrentHashMap<>(tensors.size());
        long end = 0;
        for (TensorEntry tensor : tensors) {
            long begin = end;
            end = Math.addExact(begin, tensor.bytes());
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.type().asSafetensors());
            entry.put("shape", tensor.shape().getShape());
            entry.put("data_offsets", new long[] {begin, end});
            entries.put(tensor.name(), entry);
        }
        byte[] json = JsonUtils.GSON.toJson(entries).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    /** The tensors in the order in which their values lie; {@link IOException} unless they lie without gaps. */
    static List<TensorEntry> read(InputStream in) throws IOException {
        long length = ByteBuffer.wrap(whole(in, Long.BYTES, "the length of its head"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 2 || length > LARGEST) {
            throw new IOException("no safetensors file: its head would have " + Long.toUnsignedString(length)
                    + " bytes, at most " + LARGEST + " are read");
        }
        List<TensorPlace> places = places(tree(whole(in, Math.toIntExact(length), "its head")));
        long end = 0;
        for (TensorPlace place : places) {
            end = place.requireFrom(end);
        }
        return places.stream().map(TensorPlace::tensor).toList();
    }

    private static byte[] whole(InputStream in, int length, String what) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("no safetensors file: it ends within " + what);
        }
        return bytes;
    }

    private static JsonNode tree(byte[] json) throws IOException {
        try {
            return Wire.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "no safetensors file: its head is no JSON: " + Printable.of(e.getOriginalMessage(), SHOWN), e);
        }
    }

    private static List<TensorPlace> places(JsonNode head) throws IOException {
        List<TensorPlace> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : head.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                places.add(TensorPlace.of(entry.getKey(), entry.getValue()));
            }
        }
        places.sort(Comparator.comparingLong(TensorPlace::begin).thenComparingLong(TensorPlace::end));
        return places;
    }
}
