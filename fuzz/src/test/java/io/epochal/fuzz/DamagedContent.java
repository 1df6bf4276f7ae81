package io.epochal.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Damage behind what is packed or measured: the file around it is right, so that a reader gets to what is wrong. */
final class DamagedContent {
    private DamagedContent() {}

    /** In one entry of a zip file, whose sums are right again. */
    static Damage zipped(Damage inside) {
        return (input, random) -> {
            Map<String, byte[]> entries = entries(input);
            if (entries.isEmpty()) {
                return input;
            }
            String name = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
            byte[] content = entries.getOrDefault(name, new byte[0]);
            if (random.nextInt(20) == 0) {
                entries.remove(name);
                entries.put(
                        List.of("../x", "/x", name + "/", "a\0b", name.toUpperCase(Locale.ROOT))
                                .get(random.nextInt(5)),
                        content);
            } else {
                entries.put(name, inside.of(content, random));
            }
            return zip(entries, random.nextBoolean());
        };
    }

    /** In a file that gzip has packed. */
    static Damage gzipped(Damage inside) {
        return (input, random) -> {
            byte[] content;
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(input))) {
                content = gzip.readAllBytes();
            } catch (IOException e) {
                return input;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(inside.of(content, random));
            }
            return bytes.toByteArray();
        };
    }

    /** In the header of safetensors, whose length before it is right again. */
    static Damage headed(Damage inside) {
        return (input, random) -> {
            if (input.length < Long.BYTES) {
                return input;
            }
            long length = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (length < 0 || length > input.length - Long.BYTES) {
                return input;
            }
            int end = Long.BYTES + (int) length;
            byte[] header = inside.of(Arrays.copyOfRange(input, Long.BYTES, end), random);
            return ByteBuffer.allocate(Long.BYTES + header.length + input.length - end)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .put(header)
                    .put(input, end, input.length - end)
                    .array();
        };
    }

    private static Map<String, byte[]> entries(byte[] input) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(input))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readNBytes(1 << 20));
            }
        } catch (IOException | IllegalArgumentException e) {
            // The input was damaged before: what could be read of it is enough.
            return entries;
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries, boolean stored) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(one.getKey());
                if (stored) {
                    CRC32 sum = new CRC32();
                    sum.update(one.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(one.getValue().length);
                    entry.setCrc(sum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(one.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
