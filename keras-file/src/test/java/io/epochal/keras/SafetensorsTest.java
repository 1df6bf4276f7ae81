package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final String HEADER =
            """
            {"__metadata__":{"format":"pt"},
             "count":{"dtype":"I64","shape":[1],"data_offsets":[24,32]},
             "kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}
            """;

    private static byte[] values() {
        ByteBuffer values = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            values.putFloat(i * 0.5f);
        }
        return values.putLong(1L << 40).array();
    }

    private static byte[] file(String header, byte[] values) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(values)
                .array();
    }

    private static Map<String, H5Tensor> read(byte[] file) throws IOException {
        return Safetensors.read("model.safetensors", new ByteArrayInputStream(file), file.length);
    }

    @Test
    void readsFloatsAndIntegersByName() throws IOException {
        assertThat(read(file(HEADER, values())))
                .containsExactly(
                        Map.entry("kernel", H5Tensor.of(new int[] {2, 3}, new float[] {0, 0.5f, 1, 1.5f, 2, 2.5f})),
                        Map.entry("count", H5Tensor.of(new int[] {1}, new long[] {1L << 40})));
    }

    @Test
    void aFileThatEndsTooEarlyIsSaid() {
        byte[] whole = file(HEADER, values());

        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length - 1)))
                .isInstanceOf(EOFException.class)
                .hasMessage("model.safetensors ends within count");
        assertThatThrownBy(() -> read(new byte[3]))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.safetensors: has 3 bytes, too few");
    }

    @Test
    void aHeaderThatIsTooLongIsRefusedBeforeItIsRead() {
        byte[] huge = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1L << 50)
                .array();

        assertThatThrownBy(() -> read(huge))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("its header has 1125899906842624 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}     | a has the type F16; right is F32 or I64
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}     | a begins at 4; right is 0
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}     | a has no dtype, shape and data_offsets
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}    | a has no dtype, shape and data_offsets
            {"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,4]}}   | a has no dtype, shape and data_offsets
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}     | a has 4 bytes; right for its shape [3]
            {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}    | a has 4 bytes; right for its shape [-1]
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,5]}}     | a has 5 bytes; right for its shape [1]
            {"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,4]}} | a has 4 bytes
            {"a":[]}                                                   | a has no dtype, shape and data_offsets
            """)
    void aHeaderThatCannotBeIsSaid(String header, String problem) {
        assertThatThrownBy(() -> read(file(header, values())))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("model.safetensors")
                .hasMessageContaining(problem);
    }

    @Test
    void twoTensorsInOnePlaceAreRefused() {
        String header =
                """
                {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}
                """;

        assertThatThrownBy(() -> read(file(header, values())))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("begin at 0");
    }

    @Tag("slow")
    @Test
    void anyDamageIsSaidOrDoesNoHarm() {
        Random random = new Random(16);
        byte[] whole = file(HEADER, values());
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(read(damaged)).hasSizeLessThanOrEqualTo(3);
            } catch (IOException e) {
                assertThat(e)
                        .satisfiesAnyOf(
                                one -> assertThat(one).isInstanceOf(KerasFileException.class),
                                one -> assertThat(one).isInstanceOf(EOFException.class));
            }
        }
    }
}
