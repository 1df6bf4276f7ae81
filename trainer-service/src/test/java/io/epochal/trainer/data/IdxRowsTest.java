package io.epochal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.RowFormat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MNIST's four files: a pixel's value is its place in the file, and labels are 0 and 1 in turn. */
class IdxRowsTest {
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
        write(TRAIN_IMAGES, 10, 2, 3);
        write(TRAIN_LABELS, 10);
        write(TEST_IMAGES, 4, 2, 3);
        write(TEST_LABELS, 4);
    }

    private void write(String name, int... shape) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeInt(0x0800 | shape.length);
            int size = 1;
            for (int side : shape) {
                out.writeInt(side);
                size *= side;
            }
            for (int i = 0; i < size; i++) {
                out.write(shape.length == 1 ? i % 2 : i);
            }
        }
        Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private DatasetRows open(Map<String, Object> options, double split) throws IOException {
        DataSettings settings = DataSettings.of(datasets, datasets.resolve("cache"), 1);
        return new DataReader(file -> datasets.resolve(file.path()), settings)
                .open(DataSource.read(Fields.of("data", options)), split, 1, Preprocessing.NONE);
    }

    @Test
    void imagesHaveOneChannelAndTheScaleOfTheSpec() throws IOException {
        DatasetRows rows = open(Map.of("dataset", "small", "scale", List.of(0, 1), "limit", 8), 0.25);

        assertThat(rows.train().inputs()).containsExactly(new RowFormat("x", List.of(2, 3, 1), RowFormat.Kind.FLOAT32));
        assertThat(rows.train().target()).isEqualTo(new RowFormat("y", List.of(), RowFormat.Kind.INT32));
        assertThat(rows.train().count()).isEqualTo(6);
        assertThat(rows.validation().count()).isEqualTo(2);
        assertThat(rows.test().count()).isEqualTo(4);
        assertThat(rows.validation().read(new int[] {1}).inputs().get(0).values())
                .containsExactly(42 / 255f, 43 / 255f, 44 / 255f, 45 / 255f, 46 / 255f, 47 / 255f);
        assertThat(rows.test().read(new int[] {3, 0}).target().values()).containsExactly(1, 0);
    }

    @Test
    void aFolderOfTheUsersOwnOrAZipFileOfItIsTheSame() throws IOException {
        assertThat(open(Map.of("type", "idx", "path", "small"), 0).train().count())
                .isEqualTo(10);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(datasets.resolve("small.zip")));
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                zip.putNextEntry(
                        new ZipEntry(Objects.requireNonNull(file.getFileName()).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        DatasetRows rows = open(Map.of("type", "idx", "path", "small.zip"), 0);
        assertThat(rows.train().read(new int[] {9}).inputs().get(0).values()).containsExactly(54, 55, 56, 57, 58, 59);
        try (Stream<Path> left = Files.list(datasets.resolve("cache"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() throws IOException {
        write(TRAIN_LABELS, 9);
        refuses("has 10 rows, but", "has 9");
        write(TRAIN_LABELS, 10);
        write(TEST_IMAGES, 4, 3, 2);
        refuses("the test rows in", "are images of 3 by 2, the training rows of 2 by 3");
        write(TEST_IMAGES, 4, 2, 3);
        assertThatThrownBy(() -> open(Map.of("dataset", "small"), 0).requireClasses(1))
                .hasMessageContaining(TRAIN_LABELS + ", row 1 has label 1");
        assertThatThrownBy(() -> open(Map.of("dataset", "other"), 0))
                .hasMessageContaining("there is no data set other");
    }

    @Test
    void noLinkLeadsOutOfTheDataSets(@TempDir Path elsewhere) throws IOException {
        Path moved = Files.move(folder, elsewhere.resolve("small"));
        Files.createSymbolicLink(folder, moved);
        refuses("must be stored in", "a link leads out of it");
    }

    /** Any byte of any file may be wrong: an error names the file. */
    @Tag("slow")
    @Test
    void damagedFilesAreNamed() throws IOException {
        Random random = new Random(14);
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
            files.put(name, Files.readAllBytes(folder.resolve(name)));
        }
        for (int i = 0; i < 300; i++) {
            String name = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
            byte[] right = Objects.requireNonNull(files.get(name));
            byte[] damaged = right.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(folder.resolve(name), damaged);
            try {
                assertThat(open(Map.of("dataset", "small"), 0).train().count()).isEqualTo(10);
            } catch (IOException e) {
                assertThat(e.getMessage()).contains(folder.toString());
            }
            Files.write(folder.resolve(name), right);
        }
    }

    private void refuses(String... words) {
        assertThatThrownBy(() -> open(Map.of("dataset", "small"), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words);
    }
}
