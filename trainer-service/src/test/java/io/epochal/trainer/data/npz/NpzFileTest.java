package io.epochal.trainer.data.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that NumPy has written (make.py beside them), and others that it would not write. */
class NpzFileTest {
    private static final long MOST = 1 << 20;

    @TempDir
    private Path folder;

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(NpzFileTest.class.getResource("/npz/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] read(Path file, String array) throws IOException {
        try (NpzFile npz = NpzFile.open(file.getFileName().toString(), file);
                NpyReader reader = npz.read(array, MOST)) {
            float[] all = new float[reader.rows() * reader.width()];
            float[] row = new float[reader.width()];
            for (int i = 0; i < reader.rows(); i++) {
                reader.next(row);
                System.arraycopy(row, 0, all, i * row.length, row.length);
            }
            reader.end();
            return all;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"})
    void everyTypeOfNumberIsReadInBothByteOrders(String type) throws IOException {
        float[] values = {0, 1, 2, 100, 3, 7};

        assertThat(read(resource("types.npz"), "little_" + type)).containsExactly(values);
        assertThat(read(resource("types.npz"), "big_" + type)).containsExactly(values);
    }

    @Test
    void truthValuesAreZeroAndOne() throws IOException {
        assertThat(read(resource("types.npz"), "bool")).containsExactly(0, 1, 1, 1, 1, 1);
    }

    @Test
    void floatsOf16BitsAreExact() throws IOException {
        assertThat(read(resource("types.npz"), "float16")).containsExactly(0, 0.5f, 1, 50, 1.5f, 3.5f);
        assertThat(read(resource("shapes.npz"), "halves"))
                .containsExactly(6.0975552e-05f, 5.9604645e-08f, -0.0f, 65504, -1.5f);
        assertThat(read(resource("shapes.npz"), "signs")).containsExactly(-1, -128, 127);
    }

    @Test
    void fortransOrderIsTurnedIntoRows() throws IOException {
        assertThat(read(resource("shapes.npz"), "fortran")).isEqualTo(read(resource("shapes.npz"), "cube"));
        assertThat(read(resource("shapes.npz"), "cube")[23]).isEqualTo(23);
    }

    @Test
    void shapesAreThoseOfOneRow() throws IOException {
        try (NpzFile npz = NpzFile.open("shapes.npz", resource("shapes.npz"))) {
            assertThat(npz.names()).contains("rows", "cube", "column");
            assertThat(npz.read("rows", MOST).rowShape()).isEmpty();
            assertThat(npz.read("cube", MOST).rowShape()).containsExactly(3, 4);
            assertThat(npz.read("column", MOST).rowShape()).containsExactly(1);
            assertThat(npz.read("column", MOST).isWhole()).isTrue();
            assertThat(npz.read("rows", MOST).isWhole()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number|refused.npz: number is a single number; it must have rows",
                "objects|refused.npz: objects has elements of type '|O'; they must be truth values, whole numbers",
                "texts|has elements of type '<U2'",
                "complex|has elements of type '<c16'",
                "times|has elements of type '<M8[D]'",
                "record|has records of several fields",
                "nan|refused.npz: nan, row 1 at [1] must be a finite number of 32 bits; found NaN",
                "large|refused.npz: large, row 0 must be a finite number of 32 bits; found 1.0E300",
                "infinite|infinite, row 0 at [0, 1] must be a finite number of 32 bits; found -Infinity",
                "inexact|row 1 must be a whole number of at most 16777216 to be exact; found 16777217",
                "nam|refused.npz has no array nam (did you mean nan?); it has: number, ",
            })
    void whatIsNoArrayOfNumbersIsRefused(String array, String message) {
        // The bar separates the columns above.
        String expected = message.replace("'O'", "'|O'");
        assertThatThrownBy(() -> read(resource("refused.npz"), array)).hasMessageContaining(expected);
    }

    @Test
    void aFileThatIsNoArchiveIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.npz"), "no archive");
        assertThatThrownBy(() -> NpzFile.open("a.npz", file)).hasMessageContaining("a.npz is no archive of NumPy");
        assertThatThrownBy(() -> NpzFile.open("b.npz", folder.resolve("b.npz"))).hasMessage("there is no file b.npz");
        assertThatThrownBy(() -> NpzFile.open("c", folder)).hasMessage("there is no file c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(2, 3)|4|should take 93 bytes, as its header says (2, 3); it takes 73",
                "(2, 3)|40|should take 93 bytes, as its header says (2, 3); it takes 109",
                "(2000000000,)|4|takes more than the 1048576 bytes that are allowed",
                "(2000000000, 2000000000, 2000000000, 2000000000)|4|takes more than the 1048576 bytes",
                "(1, 2147483647, 2147483647)|4|takes more than the 1048576 bytes",
                "(99999999999999999999,)|4|has a dimension of '99999999999999999999'",
                "(-1,)|4|has a header without a valid shape",
                "(, 2)|4|has a dimension of ''",
                "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)|4|33 dimensions",
            })
    void aShapeThatCannotBeIsRefused(String shape, int bytes, String message) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
        Path file = archive(array(1, header.getBytes(StandardCharsets.US_ASCII), new byte[bytes]));

        assertThatThrownBy(() -> read(file, "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}"})
    void aHeaderWithoutWhatIsNeededIsRefused(String header) throws IOException {
        Path file = archive(array(1, header.getBytes(StandardCharsets.US_ASCII), new byte[4]));

        assertThatThrownBy(() -> read(file, "x")).hasMessageContaining("npz: x has a header without a valid");
    }

    @Test
    void whatAHeaderSaysIsShownInOneLine() throws IOException {
        String header = "{'descr': '<f\n\u001b[31m', 'fortran_order': False, 'shape': (1,), }";
        Path file = archive(array(1, header.getBytes(StandardCharsets.US_ASCII), new byte[4]));

        assertThatThrownBy(() -> read(file, "x"))
                .hasMessageContaining("has elements of type '<f\\n\\u001b[31m'; they must be")
                .message()
                .matches("\\P{Cc}*");
    }

    @Test
    void aHeaderOfAnotherVersionIsRefused() throws IOException {
        byte[] header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }".getBytes(StandardCharsets.US_ASCII);

        assertThat(read(archive(array(2, header, new byte[4])), "x")).containsExactly(0);
        assertThat(read(archive(array(3, header, new byte[4])), "x")).containsExactly(0);
        Path newer = archive(array(4, header, new byte[4]));
        assertThatThrownBy(() -> read(newer, "x")).hasMessageContaining("must have version 1.0, 2.0 or 3.0; found 4.0");
        Path huge = archive(array(2, new byte[70_000], new byte[4]));
        assertThatThrownBy(() -> read(huge, "x")).hasMessageContaining("a header of 70000 bytes");
        Path other = archive("no array".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> read(other, "x")).hasMessageContaining("is no array of NumPy");
        Path cut = archive(Arrays.copyOf(array(1, header, new byte[4]), 20));
        assertThatThrownBy(() -> read(cut, "x")).hasMessageContaining("ends inside its header");
    }

    /** 16 MiB of zeros take 16 KB; the header is read, and no more. */
    @Test
    void anArchiveThatUnpacksToMoreThanIsAllowedIsRefused() throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4194304,), }";
        Path file = archive(array(1, header.getBytes(StandardCharsets.US_ASCII), new byte[16 << 20]));

        assertThat(Files.size(file)).isLessThan(100_000);
        assertThatThrownBy(() -> read(file, "x")).hasMessageContaining("more than the 1048576 bytes that are allowed");
    }

    @Test
    void anArchiveThatIsCutAnywhereIsRefused() throws IOException {
        byte[] right = Files.readAllBytes(resource("rows.npz"));
        for (int length = 0; length < right.length; length += 7) {
            Path file = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(right, length));
            assertThatThrownBy(() -> read(file, "x"))
                    .as("cut at " + length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cut.npz");
        }
    }

    /** Whatever byte is wrong: the array is read as it was, or an IOException names the file. */
    @Tag("slow")
    @Test
    void noFlippedBitChangesNumbers() throws IOException {
        Random random = new Random(3);
        for (String name : List.of("shapes.npz", "types.npz")) {
            byte[] right = Files.readAllBytes(resource(name));
            List<String> arrays = List.of(name.startsWith("shapes") ? "cube" : "little_f4");
            float[] expected = read(resource(name), arrays.get(0));
            int refused = 0;
            for (int i = 0; i < 1500; i++) {
                byte[] damaged = right.clone();
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                Path file = Files.write(folder.resolve("damaged.npz"), damaged);
                try {
                    assertThat(read(file, arrays.get(0))).isEqualTo(expected);
                } catch (IOException e) {
                    refused++;
                    assertThat(e.getMessage()).contains("damaged.npz");
                }
            }
            assertThat(refused).isPositive();
        }
    }

    private static byte[] array(int version, byte[] header, byte[] elements) {
        int length = version == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(8 + length + header.length + elements.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) header.length);
        } else {
            bytes.putInt(header.length);
        }
        return bytes.put(header).put(elements).array();
    }

    private Path archive(byte[] array) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(array);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Files.write(Files.createTempFile(folder, "made", ".npz"), bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
