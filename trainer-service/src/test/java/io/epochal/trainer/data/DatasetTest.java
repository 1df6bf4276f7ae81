package io.epochal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error in the data is reported before the first batch, with the file, what was found and what is right. */
@Tag("slow")
class DatasetTest {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

    @TempDir
    private Path datasets;

    private Path folder;

    @BeforeEach
    void aSmallDataSet() throws IOException {
        folder = Files.createDirectory(datasets.resolve("small"));
        write(TRAIN_IMAGES, idx(new int[] {10, 4, 5}, 200));
        write(TRAIN_LABELS, idx(new int[] {10}, 10));
        write(TEST_IMAGES, idx(new int[] {3, 4, 5}, 60));
        write(TEST_LABELS, idx(new int[] {3}, 3));
    }

    @Test
    void readsWhatIsRight() throws IOException {
        DatasetRows data = read(spec(Map.of()));

        assertThat(data.train().count()).isEqualTo(10);
        assertThat(data.test().read(new int[] {0, 1, 2}).target().values()).containsExactly(0, 1, 0);
    }

    @Test
    void whatIsNoGzipOrDamagedOrCutIsSaid() throws IOException {
        byte[] right = Files.readAllBytes(folder.resolve(TRAIN_IMAGES));
        refuses(TRAIN_IMAGES, "no gzip".getBytes(StandardCharsets.UTF_8), "is no gzip file, or is damaged");
        refuses(TRAIN_IMAGES, new byte[0], "ends too early");
        refuses(TRAIN_IMAGES, Arrays.copyOf(right, right.length - 9), "ends too early");
        refuses(TRAIN_IMAGES, Arrays.copyOf(right, 12), "ends too early");
        refuses(TRAIN_IMAGES, Arrays.copyOf(right, right.length + 5), "continues behind");
        refuses(TRAIN_IMAGES, Arrays.copyOf(right, right.length + 500), "continues behind");
        Files.delete(folder.resolve(TRAIN_IMAGES));
        refuses(TRAIN_IMAGES, "there is no file");
        Files.createDirectory(folder.resolve(TRAIN_IMAGES));
        refuses(TRAIN_IMAGES, "there is no file");
    }

    @Test
    void dimensionsThatCannotBeAreSaid() throws IOException {
        refuses(TRAIN_IMAGES, idx(new int[] {-1, 4, 5}, 0), "1 or more", "found -1");
        refuses(TRAIN_IMAGES, idx(new int[] {10, 0, 5}, 0), "1 or more", "found 0");
        refuses(TRAIN_IMAGES, idx(new int[] {65536, 65536, 1}, 10), "65536 x 65536 x 1", "more than the 67108864");
        refuses(TRAIN_IMAGES, idx(new int[] {2147483647, 2147483647, 2147483647}, 10), "more than the");
        refuses(TRAIN_IMAGES, idx(new int[] {60000, 28, 28}, 100), "ends too early", "47040000 bytes; found 100");
        refuses(TRAIN_IMAGES, idx(new int[] {10, 4, 5}, 201), "continues behind the 200 bytes");
        refuses(TRAIN_IMAGES, idx(new int[] {10}, 10), "no IDX file of bytes in 3 dimensions", "00000801");
    }

    /** 200 MiB of zeros take 200 KB: no more is read of them than such a file may hold. */
    @Test
    void aFileThatIsMuchSmallerThanWhatItHoldsIsRefused() throws IOException {
        refuses(TRAIN_IMAGES, idx(new int[] {200, 1024, 1024}, 200 << 20), "more than the 67108864 bytes");
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() throws IOException {
        refuses(TRAIN_LABELS, idx(new int[] {9}, 9), "has 10 rows, but", "has 9");
        refuses(TEST_LABELS, idx(new int[] {4}, 4), "has 3 rows, but", "has 4");
        refuses(TEST_IMAGES, idx(new int[] {3, 5, 4}, 60), "images of 5 by 4", "of 4 by 5");
    }

    @Test
    void aLabelThatTheLastLayerCannotTellIsSaid() throws IOException {
        byte[] labels = {0, 1, 2};
        refuses(TEST_LABELS, idx(new int[] {3}, labels), "row 2 has label 2", "from 0 to 1", "has 2 units");
        labels = new byte[10];
        labels[7] = (byte) 200;
        refuses(TRAIN_LABELS, idx(new int[] {10}, labels), "row 7 has label 200");
        write(TRAIN_LABELS, idx(new int[] {10}, labels));
        assertThat(read(spec(Map.of("limit", 7))).train().count()).isEqualTo(7);
    }

    @Test
    void aSplitThatLeavesNoRowIsSaid() {
        assertThatThrownBy(() -> read(spec(Map.of("limit", 1), 0.5)))
                .hasMessage("validation_split 0.5 leaves no row of 1 to train on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../small", "/etc", "", ".", "..", "a/b", "small/../small"})
    void aDataSetIsAName(String name) {
        assertThatThrownBy(() -> read(spec(Map.of("dataset", name)))).hasMessageContaining("dataset");
    }

    @Test
    void noLinkLeadsOutOfTheDataSets(@TempDir Path elsewhere) throws IOException {
        Path other = Files.createDirectory(elsewhere.resolve("other"));
        for (Path file : List.of(folder.resolve(TRAIN_IMAGES), folder.resolve(TRAIN_LABELS))) {
            Files.copy(file, other.resolve(file.getFileName()));
        }
        Files.createSymbolicLink(datasets.resolve("linked"), other);
        assertThatThrownBy(() -> read(spec(Map.of("dataset", "linked"))))
                .hasMessageContaining("a link leads out of it");
        Files.delete(folder.resolve(TRAIN_IMAGES));
        Files.createSymbolicLink(folder.resolve(TRAIN_IMAGES), other.resolve(TRAIN_IMAGES));
        refuses(TRAIN_IMAGES, "a link leads out of it");
    }

    /** Any byte of any file may be wrong: an error names the file. */
    @Test
    void damagedFilesAreNamed() throws IOException {
        Random random = new Random(14);
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
            files.put(name, Files.readAllBytes(folder.resolve(name)));
        }
        for (int i = 0; i < 500; i++) {
            String name = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
            byte[] damaged = Objects.requireNonNull(files.get(name)).clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(folder.resolve(name), damaged);
            try {
                read(spec(Map.of()));
            } catch (IOException e) {
                assertThat(e.getMessage()).contains(folder.toString());
            }
            Files.write(folder.resolve(name), files.get(name));
        }
    }

    private void refuses(String name, byte[] content, String... words) throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve(name));
        Files.write(folder.resolve(name), content);
        refuses(name, words);
        Files.write(folder.resolve(name), before);
    }

    private void refuses(String name, String... words) {
        assertThatThrownBy(() -> read(spec(Map.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name.startsWith("t10k-images") && words[0].startsWith("images") ? "" : name)
                .hasMessageContainingAll(words);
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    /** Labels are 0 and 1 in turn. */
    private static byte[] idx(int[] shape, int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; shape.length == 1 && i < size; i++) {
            bytes[i] = (byte) (i % 2);
        }
        return idx(shape, bytes);
    }

    private static byte[] idx(int[] shape, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bytes);
                DataOutputStream out = new DataOutputStream(zipped)) {
            out.writeInt(0x0800 | shape.length);
            for (int side : shape) {
                out.writeInt(side);
            }
            out.write(content);
        }
        return bytes.toByteArray();
    }

    /** As the engine does before the first batch, with the checks of a sparse loss for a last layer of two units. */
    private DatasetRows read(RunSpec spec) throws IOException {
        DataSettings settings = DataSettings.of(datasets, datasets, 1);
        DatasetRows rows = new DataReader(file -> datasets.resolve(file.path()), settings)
                .open(spec.data(), spec.validationSplit(), spec.seed(), Preprocessing.NONE);
        rows.requireClasses(2);
        return rows;
    }

    private static RunSpec spec(Map<String, Object> data) {
        return spec(data, 0);
    }

    private static RunSpec spec(Map<String, Object> data, double validationSplit) {
        Map<String, Object> all = new TreeMap<>(Map.of("dataset", "small"));
        all.putAll(data);
        return RunSpec.of(Map.of(
                "data",
                all,
                "validation_split",
                validationSplit,
                "model",
                Map.of(
                        "layers",
                        List.of(
                                Map.of("type", "Flatten"),
                                Map.of("type", "Dense", "name", "head", "units", 2, "activation", "softmax")))));
    }
}
