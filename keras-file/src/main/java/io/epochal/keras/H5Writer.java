package io.epochal.keras;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an HDF5 file of groups and contiguous datasets: superblock version 2, object headers version 2, links in the headers. jhdf can
 * write too, but no scalars without a copy, and warns in the log that it is not ready.
 */
final class H5Writer {
    private static final int PIECE = 1 << 16;

    /** Null where it is only measured. */
    private final @Nullable OutputStream out;

    private long end = H5Messages.SUPERBLOCK_SIZE;

    private H5Writer(@Nullable OutputStream out) {
        this.out = out;
    }

    /** How many bytes the file of these tensors has. */
    static long size(Map<String, H5Tensor> tensors) {
        H5Writer measured = new H5Writer(null);
        try {
            var unused = measured.group(tree(tensors));
        } catch (IOException e) {
            throw new IllegalStateException("nothing was written", e);
        }
        return measured.end;
    }

    /** @param tensors by path, the parts of which are separated by a slash */
    static void write(OutputStream out, Map<String, H5Tensor> tensors) throws IOException {
        Map<String, Object> root = tree(tensors);
        // The file begins with where its end and its root are.
        H5Writer measured = new H5Writer(null);
        long address = measured.group(root);
        H5Writer writer = new H5Writer(out);
        put(out, H5Messages.superblock(measured.end, address));
        var unused = writer.group(root);
    }

    private static Map<String, Object> tree(Map<String, H5Tensor> tensors) {
        Map<String, Object> root = new LinkedHashMap<>();
        for (Map.Entry<String, H5Tensor> tensor : tensors.entrySet()) {
            put(root, tensor.getKey(), tensor.getValue());
        }
        return root;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> root, String path, H5Tensor tensor) {
        String[] parts = path.split("/", -1);
        Map<String, Object> group = root;
        for (int part = 0; part < parts.length - 1; part++) {
            Object inner = group.computeIfAbsent(parts[part], name -> new TreeMap<String, Object>());
            if (!(inner instanceof Map)) {
                throw new IllegalArgumentException(path + " lies below a tensor");
            }
            group = (Map<String, Object>) inner;
        }
        if (parts[parts.length - 1].isEmpty() || group.put(parts[parts.length - 1], tensor) != null) {
            throw new IllegalArgumentException("no path of a tensor, or one of a group: " + path);
        }
    }

    /** Children first: the group's header has their addresses. */
    @SuppressWarnings("unchecked")
    private long group(Map<String, Object> children) throws IOException {
        Map<String, Long> addresses = new TreeMap<>();
        for (Map.Entry<String, Object> child : children.entrySet()) {
            long address = child.getValue() instanceof H5Tensor tensor
                    ? dataset(tensor)
                    : group((Map<String, Object>) child.getValue());
            addresses.put(child.getKey(), address);
        }
        return append(H5Messages.group(addresses));
    }

    private long dataset(H5Tensor tensor) throws IOException {
        long address = end;
        if (out == null) {
            end += tensor.size() * (tensor.isInteger() ? Long.BYTES : Float.BYTES);
        } else {
            values(tensor);
        }
        return append(H5Messages.dataset(tensor, address, end - address));
    }

    private void values(H5Tensor tensor) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < tensor.size(); from += PIECE / Long.BYTES) {
            int to = (int) Math.min(tensor.size(), from + PIECE / Long.BYTES);
            piece.clear();
            for (int at = from; at < to; at++) {
                if (tensor.isInteger()) {
                    piece.putLong(tensor.integers()[at]);
                } else {
                    piece.putFloat(tensor.floats()[at]);
                }
            }
            var unused = append(piece.flip());
        }
    }

    private long append(ByteBuffer bytes) throws IOException {
        long address = end;
        end += bytes.remaining();
        if (out != null) {
            put(out, bytes);
        }
        return address;
    }

    private static void put(OutputStream out, ByteBuffer bytes) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
}
