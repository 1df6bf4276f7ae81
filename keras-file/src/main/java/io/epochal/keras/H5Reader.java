package io.epochal.keras;

import io.jhdf.Constants;
import io.jhdf.HdfFile;
import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads all datasets of an HDF5 file in memory, by path. */
final class H5Reader {
    /** Groups of Keras lie about four deep for each nested model. */
    private static final int DEPTH = 100;

    private static final int NODES = 200_000;

    /** Of floats that one array can hold. */
    private static final long MOST = (long) Float.BYTES * (Integer.MAX_VALUE - 64);

    private static final String UNKNOWN = "damaged, or of a type that is not known here, as bfloat16 is: ";

    private final String where;
    private final HdfBackingStorage storage;
    private final Set<Long> visited = new HashSet<>();
    private final Map<String, H5Tensor> tensors = new TreeMap<>();
    private long left;

    private H5Reader(String where, HdfBackingStorage storage, long limit) {
        this.where = where;
        this.storage = storage;
        this.left = Math.min(limit, MOST);
    }

    /**
     * @param limit the most bytes that all values may have together
     * @throws KerasFileException if it is no whole HDF5 file, or has links, or datasets that are no numbers or too large
     */
    static Map<String, H5Tensor> read(String where, byte[] bytes, long limit) throws KerasFileException {
        try (HdfFile file = HdfFile.fromBytes(bytes)) {
            H5Reader reader = new H5Reader(where, file.getHdfBackingStorage(), limit);
            reader.group(file, "", 0);
            return reader.tensors;
        } catch (RuntimeException | StackOverflowError e) {
            throw new KerasFileException(where, "no whole HDF5 file: " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable last = failure;
        for (int depth = 0; depth < 20 && last.getCause() != null; depth++) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    private void group(Group group, String path, int depth) throws KerasFileException {
        if (depth > DEPTH) {
            throw new KerasFileException(where, "groups more than " + DEPTH + " deep");
        }
        for (Map.Entry<String, Node> child : children(group, path).entrySet()) {
            String inner = path + child.getKey();
            // A file that lies about itself fails anywhere in the library, and in every way.
            try {
                node(child.getValue(), inner, depth);
            } catch (RuntimeException e) {
                throw problem(inner, UNKNOWN + reason(e));
            }
        }
    }

    private Map<String, Node> children(Group group, String path) throws KerasFileException {
        try {
            if (isIndexed(ObjectHeader.readObjectHeader(storage, group.getAddress()))) {
                throw problem(path + "*", "has an index of its links; Keras writes none");
            }
            return group.getChildren();
        } catch (RuntimeException e) {
            throw problem(path + "*", UNKNOWN + reason(e));
        }
    }

    /** The library believes an index however many links it claims to have, and takes memory for all of them. */
    private static boolean isIndexed(ObjectHeader header) {
        return header.getMessagesOfType(LinkInfoMessage.class).stream()
                .anyMatch(links -> links.getBTreeNameIndexAddress() != Constants.UNDEFINED_ADDRESS);
    }

    private void node(Node node, String path, int depth) throws KerasFileException {
        if (node.isLink()) {
            throw problem(path, "a link; a weights file has groups and datasets only");
        }
        if (!visited.add(node.getAddress()) || visited.size() > NODES) {
            throw problem(path, "reached a second time, or after " + NODES + " others; a weights file is a tree");
        }
        if (node instanceof Group group) {
            group(group, path + "/", depth + 1);
        } else if (node instanceof Dataset dataset) {
            tensors.put(path, tensor(dataset, path));
        } else {
            throw problem(path, "neither a group nor a dataset");
        }
    }

    private H5Tensor tensor(Dataset dataset, String path) throws KerasFileException {
        if (!(dataset instanceof ContiguousDataset contiguous)) {
            throw problem(path, "stored as " + dataset.getDataLayout() + "; Keras stores its variables CONTIGUOUS");
        }
        H5Number number = H5Number.of(dataset.getDataType());
        if (number == null) {
            throw problem(
                    path,
                    "of the type " + H5Number.name(dataset.getDataType())
                            + "; known are float16, float32, float64 and the integers of 8 to 64 bits");
        }
        int size = size(dataset.getDimensions(), number, path);
        ByteBuffer buffer =
                size == 0 || contiguous.getDataAddress() < 0 ? ByteBuffer.allocate(0) : contiguous.getBuffer();
        if (buffer.remaining() < (long) size * number.width()) {
            throw problem(path, "declares " + size + " values, which are not in the file");
        }
        return number.tensor(buffer, dataset.getDimensions(), size);
    }

    private int size(int[] shape, H5Number number, String path) throws KerasFileException {
        long size = 1;
        boolean fits = true;
        for (int length : shape) {
            fits &= length >= 0 && (length == 0 || size <= left / length);
            size = fits ? size * length : 0;
        }
        long bytes = size * Math.max(number.width(), number.javaWidth());
        if (!fits || bytes > left) {
            throw problem(
                    path,
                    "has the shape " + Arrays.toString(shape) + ", and values of at most " + left
                            + " bytes may be read");
        }
        left -= bytes;
        return (int) size;
    }

    private KerasFileException problem(String path, String problem) {
        return new KerasFileException(where + ": " + path, problem);
    }
}
