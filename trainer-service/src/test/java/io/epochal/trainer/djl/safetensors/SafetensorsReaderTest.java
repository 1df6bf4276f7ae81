package io.epochal.trainer.djl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.management.ThreadMXBean;
import io.epochal.trainer.djl.tensor.ReadableMemory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class SafetensorsReaderTest {
    private static final String ENTRY = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    /** More than two of the pieces in which native memory is written. */
    private static final int LARGE = 40_000_000;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void readsWhatDjlHasWritten() throws IOException {
        NDArray kernel = manager.arange(0, 12, 1, DataType.FLOAT32).reshape(3, 4);
        NDArray count = manager.create(new long[] {1L << 40});
        NDArray scalar = manager.create(0.5f);
        NDArray nothing = manager.create(new Shape(0, 3), DataType.FLOAT32);
        NDList written = new NDList(kernel, count, scalar, nothing);
        for (NDArray one : written) {
            one.setName("tensor " + one.getShape());
        }
        List<String> found = new ArrayList<>();
        EncodedTensors.reader(written).forEach(manager, (tensor, values) -> {
            found.add(tensor.name());
            assertThat(values).isEqualTo(written.get(tensor.name()));
            assertThat(values.getDataType()).isEqualTo(tensor.type());
        });

        assertThat(found).containsExactlyInAnyOrder("tensor (3, 4)", "tensor (1)", "tensor ()", "tensor (0, 3)");
    }

    @Test
    void aLargeTensorIsReadWithoutMemoryOfItsSize() throws IOException {
        NDArray large = manager.arange(0, LARGE, 1, DataType.FLOAT32);
        SafetensorsContent file =
                new SafetensorsContent(manager, new ReadableMemory(() -> {}), List.of(new TensorSource() {
                    @Override
                    public TensorEntry entry() {
                        return new TensorEntry("large", large.getDataType(), large.getShape());
                    }

                    @Override
                    public NDArray values() {
                        return large.reshape(large.getShape());
                    }
                }));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (InputStream in = file.open()) {
            new SafetensorsReader(in).forEach(manager, (tensor, values) -> assertThat(values.contentEquals(large))
                    .isTrue());
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1L << 23);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],"
                        + "\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"Q7\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":7}",
                "{\"a\":"
            })
    void refusesAHeadThatNoTensorsHave(String head) {
        assertThatThrownBy(() -> new SafetensorsReader(file(head, 8))).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAHeadThatIsTooLong() {
        byte[] file = new byte[16];
        Arrays.fill(file, (byte) 0x7f);

        assertThatThrownBy(() -> new SafetensorsReader(new ByteArrayInputStream(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no safetensors file");
    }

    @Test
    void saysThatAFileEndsWithinItsHead() {
        assertThatThrownBy(() -> new SafetensorsReader(new ByteArrayInputStream(new byte[3])))
                .hasMessage("no safetensors file: it ends within the length of its head");
        assertThatThrownBy(() ->
                        new SafetensorsReader(new ByteArrayInputStream(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'})))
                .hasMessage("no safetensors file: it ends within its head");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F\\u001b[31m\\n\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":\u001b[31m\nF}"
            })
    void saysInOneLineWhatAHeadHas(String head) {
        assertThatThrownBy(() -> new SafetensorsReader(file(head, 8)))
                .isInstanceOf(IOException.class)
                .message()
                .matches("\\P{Cc}*");
    }

    @Test
    void aFileMustEndWithItsLastTensor() throws IOException {
        read(ENTRY, 4);

        assertThatThrownBy(() -> read(ENTRY, 3)).hasMessageContaining("ends within a");
        assertThatThrownBy(() -> read(ENTRY, 5)).hasMessageContaining("bytes behind");
    }

    private void read(String head, int values) throws IOException {
        new SafetensorsReader(file(head, values)).forEach(manager, (tensor, array) -> {});
    }

    private static InputStream file(String head, int values) {
        byte[] json = head.getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(ByteBuffer.allocate(Long.BYTES + json.length + values)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array());
    }
}
