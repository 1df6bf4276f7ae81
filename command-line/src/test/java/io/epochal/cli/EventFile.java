package io.epochal.cli;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a TensorBoard event file by the field numbers of event.proto, summary.proto and tensor.proto. */
public final class EventFile {
    private record Value(long step, String plugin, int dataClass, List<Integer> shape, byte[] content) {}

    private final Map<String, List<Value>> values = new TreeMap<>();

    /** The one file of a folder. */
    static EventFile in(Path folder) throws IOException {
        EventFile file = new EventFile();
        try (Stream<Path> files = Files.list(folder)) {
            file.read(Files.readAllBytes(files.filter(one -> one.toString().contains("tfevents"))
                    .findFirst()
                    .orElseThrow()));
        }
        return file;
    }

    List<Long> steps(String tag) {
        return values.getOrDefault(tag, List.of()).stream().map(Value::step).toList();
    }

    private List<Value> all(String tag) {
        return Objects.requireNonNull(values.get(tag), tag);
    }

    float scalar(String tag, long step) {
        byte[] content = all(tag).stream()
                .filter(one -> one.step() == step)
                .findFirst()
                .orElseThrow()
                .content();
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    List<Integer> shape(String tag) {
        return all(tag).get(0).shape();
    }

    /** Each tag's plugin and data class. */
    Map<String, String> plugins() {
        Map<String, String> plugins = new TreeMap<>();
        values.forEach((tag, all) ->
                plugins.put(tag, all.get(0).plugin() + " " + all.get(0).dataClass()));
        return plugins;
    }

    private void read(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            byte[] record = new byte[(int) bytes.getLong()];
            bytes.getInt();
            bytes.get(record);
            bytes.getInt();
            event(record);
        }
    }

    private void event(byte[] record) throws IOException {
        Map<Integer, List<Object>> event = fields(record);
        for (Object summary : event.getOrDefault(5, List.of())) {
            for (Object value : fields((byte[]) summary).getOrDefault(1, List.of())) {
                long step = event.containsKey(2) ? (Long) event.get(2).get(0) : 0;
                value(step, fields((byte[]) value));
            }
        }
    }

    private void value(long step, Map<Integer, List<Object>> value) throws IOException {
        Map<Integer, List<Object>> metadata = fields(bytes(value, 9));
        Map<Integer, List<Object>> tensor = fields(bytes(value, 8));
        List<Integer> shape = new ArrayList<>();
        for (Object dimension : fields(bytes(tensor, 2)).getOrDefault(2, List.of())) {
            List<Object> size =
                    Objects.requireNonNull(fields((byte[]) dimension).get(1));
            shape.add(((Long) size.get(0)).intValue());
        }
        int dataClass = metadata.containsKey(4) ? ((Long) metadata.get(4).get(0)).intValue() : 0;
        values.computeIfAbsent(text(bytes(value, 1)), tag -> new ArrayList<>())
                .add(new Value(step, text(bytes(fields(bytes(metadata, 1)), 1)), dataClass, shape, bytes(tensor, 4)));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Map<Integer, List<Object>> fields, int number) {
        return fields.containsKey(number) ? (byte[]) fields.get(number).get(0) : new byte[0];
    }

    private static Map<Integer, List<Object>> fields(byte[] message) throws IOException {
        Map<Integer, List<Object>> fields = new TreeMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value =
                    switch (WireFormat.getTagWireType(tag)) {
                        case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                        case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
                        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                        default -> throw new IOException("no field of these messages has tag " + tag);
                    };
            fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayList<>())
                    .add(value);
        }
        return fields;
    }
}
