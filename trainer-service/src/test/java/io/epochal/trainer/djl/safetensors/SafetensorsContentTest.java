package io.epochal.trainer.djl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.management.ThreadMXBean;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.trainer.djl.tensor.ReadableMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SafetensorsContentTest {
    /** More than two of the pieces in which native memory is read. */
    private static final int LARGE = 40_000_000;

    private final NDManager manager = NDManager.newBaseManager();
    private final ReadableMemory memory = new ReadableMemory(manager::close);
    private final Map<String, NDArray> tensors = new LinkedHashMap<>();

    @AfterEach
    void free() {
        memory.free();
    }

    @Test
    void theBytesAreThoseOfDjlsEncoder() throws IOException {
        tensors.put("dense/kernel", manager.arange(0, 12, 1, DataType.FLOAT32).reshape(3, 4));
        tensors.put("adam/iteration", manager.create(new long[] {1L << 40}));
        tensors.put("a/scalar", manager.create(0.5f));
        tensors.put("a/whole/scalar", manager.create(-7L));
        tensors.put("nothing", manager.create(new Shape(0, 3), DataType.FLOAT32));
        tensors.put("with \"quotes\" \\ <&'=> \n\u2028 \u00e4\u20ac\ud83d\ude00", manager.ones(new Shape(2)));

        assertThat(bytes(content())).isEqualTo(encoded());
    }

    @Test
    void manyNamesAreInTheOrderOfDjlsEncoder() throws IOException {
        for (int i = 0; i < 1000; i++) {
            tensors.put("block_" + i + "/dense/kernel", manager.full(new Shape(1 + i % 3), i));
        }

        assertThat(bytes(content())).isEqualTo(encoded());
    }

    @Test
    void aFileWithoutTensorsIsDjlsToo() throws IOException {
        assertThat(bytes(content())).isEqualTo(encoded());
    }

    @Test
    void theSizeIsThatOfWhatIsReadEachTime() throws IOException {
        tensors.put("a", manager.arange(0, 1000, 1, DataType.FLOAT32));
        tensors.put("b", manager.arange(0, 10, 1, DataType.INT64));
        Content content = content();
        byte[] first = bytes(content);

        assertThat(content.size()).isEqualTo(first.length);
        assertThat(bytes(content)).isEqualTo(first);
    }

    @Test
    void singleBytesAreThoseOfABlock() throws IOException {
        tensors.put("a", manager.arange(-30, 30, 0.7f, DataType.FLOAT32));
        Content content = content();
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        try (InputStream in = content.open()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                one.write(next);
            }
        }

        assertThat(one.toByteArray()).isEqualTo(bytes(content));
    }

    @Test
    void aLargeTensorIsReadWithoutMemoryOfItsSize() throws IOException {
        tensors.put("large", manager.arange(0, LARGE, 1, DataType.FLOAT32));
        Content content = content();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Checked floats = new Checked(content.size() - 4L * LARGE);
        try (InputStream in = content.open()) {
            byte[] buffer = new byte[8192];
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                floats.write(buffer, 0, count);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1L << 22);
        }

        assertThat(floats.last).isEqualTo(LARGE - 1f);
    }

    @Test
    void twoReadersReadTheSame() throws IOException {
        tensors.put("a", manager.arange(0, 1000, 1, DataType.FLOAT32));
        Content content = content();
        try (InputStream one = content.open();
                InputStream other = content.open()) {
            assertThat(one.readNBytes(2000)).isEqualTo(other.readNBytes(2000));
            assertThat(one.readAllBytes()).isEqualTo(other.readAllBytes());
        }
    }

    @Test
    void aReadBehindTheEndOfTheMemoryIsRefusedForGood() throws IOException {
        tensors.put("a", manager.arange(0, 1000, 1, DataType.FLOAT32));
        Content content = content();
        InputStream in = content.open();
        assertThat(in.readNBytes(2000)).hasSize(2000);
        memory.free();

        assertThatThrownBy(in::read).isInstanceOf(StoreRefusal.class).hasMessageContaining("is closed");
        in.close();
        try (InputStream again = content.open()) {
            assertThatThrownBy(again::readAllBytes).isInstanceOf(StoreRefusal.class);
        }
    }

    private Content content() {
        return new SafetensorsContent(
                manager,
                memory,
                tensors.entrySet().stream()
                        .map(one -> new Whole(one.getKey(), one.getValue()))
                        .toList());
    }

    private byte[] encoded() throws IOException {
        NDList list = new NDList();
        tensors.forEach((name, tensor) -> {
            tensor.setName(name);
            list.add(tensor);
        });
        return EncodedTensors.bytes(list);
    }

    private static byte[] bytes(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    private record Whole(String name, NDArray tensor) implements TensorSource {
        @Override
        public TensorEntry entry() {
            return new TensorEntry(name, tensor.getDataType(), tensor.getShape());
        }

        @Override
        public NDArray values() {
            return tensor.reshape(tensor.getShape());
        }
    }

    /** Takes floats that count from 0, behind a header; keeps the last one that was right. */
    private static final class Checked extends OutputStream {
        private long headerLeft;
        private int bits;
        private int bytes;
        private float last = -1;

        Checked(long header) {
            this.headerLeft = header;
        }

        @Override
        public void write(int value) {
            if (headerLeft > 0) {
                headerLeft--;
                return;
            }
            bits |= (value & 0xff) << (8 * bytes++);
            if (bytes == Float.BYTES) {
                float found = Float.intBitsToFloat(bits);
                // Counting in steps of one ends where floats do not have them.
                last = found >= last ? found : Float.NaN;
                bits = 0;
                bytes = 0;
            }
        }

        @Override
        public void write(byte[] from, int begin, int length) {
            for (int i = begin; i < begin + length; i++) {
                write(from[i]);
            }
        }
    }
}
