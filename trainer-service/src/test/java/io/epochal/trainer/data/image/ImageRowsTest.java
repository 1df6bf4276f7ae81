package io.epochal.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that ImageIO has written, one folder a class. */
class ImageRowsTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private Path flowers;

    @BeforeEach
    void twoClasses() throws IOException {
        flowers = folder.resolve("flowers");
        for (int i = 0; i < 4; i++) {
            write(flowers.resolve("daisy/" + i + ".png"), plain(BufferedImage.TYPE_INT_RGB, 0x0a141e + i), "png");
        }
        write(flowers.resolve("rose/a.JPG"), plain(BufferedImage.TYPE_INT_RGB, 0x808080), "jpg");
        write(flowers.resolve("rose/deep/b.png"), plain(BufferedImage.TYPE_BYTE_GRAY, 0x646464), "png");
        Files.writeString(flowers.resolve("rose/notes.txt"), "no image");
        Files.writeString(Files.createDirectories(flowers.resolve(".hidden")).resolve("a.png"), "no image");
    }

    private static BufferedImage plain(int type, int color) {
        BufferedImage image = new BufferedImage(4, 2, type);
        for (int i = 0; i < 8; i++) {
            if (type == BufferedImage.TYPE_BYTE_GRAY) {
                image.getRaster().setSample(i % 4, i / 4, 0, color & 0xff);
            } else {
                image.setRGB(i % 4, i / 4, color);
            }
        }
        return image;
    }

    private static void write(Path file, BufferedImage image, String format) throws IOException {
        Files.createDirectories(file.resolve("..").normalize());
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    }

    private DatasetRows open(Map<String, Object> options, double split) throws IOException {
        Map<String, Object> all = new TreeMap<>(Map.of("type", "images", "path", "flowers", "size", List.of(2, 4)));
        all.putAll(options);
        DataSettings settings = new DataSettings(folder, cache, 1000, 10_000, 2, TrainerPlugins.NONE);
        return new DataReader(file -> folder.resolve(file.path()), settings)
                .open(DataSource.read(Fields.of("data", all)), split, 3, Preprocessing.NONE);
    }

    private static float[] pixel(DatasetRows rows, int row) throws IOException {
        RowBatch batch = rows.train().read(new int[] {row});
        int[] shape = batch.inputs().get(0).shape();
        return Arrays.copyOf(batch.inputs().get(0).values(), shape[3]);
    }

    @Test
    void classesAreSortedFoldersAndRowsAreShuffledBeforeTheSplit() throws IOException {
        try (DatasetRows rows = open(Map.of(), 0.34)) {
            assertThat(rows.preprocessing().classes()).containsExactly("daisy", "rose");
            assertThat(rows.train().inputs())
                    .containsExactly(new RowFormat("x", List.of(2, 4, 3), RowFormat.Kind.FLOAT32));
            assertThat(rows.train().count()).isEqualTo(3);
            assertThat(rows.validation().count()).isEqualTo(3);
            // RandomState(3).shuffle of 0 to 5: 3 5 4 1 0 2; 4 and 5 are the roses.
            assertThat(rows.train().read(new int[] {0, 1, 2}).target().values()).containsExactly(0, 1, 1);
            assertThat(rows.validation().read(new int[] {2, 1}).target().values())
                    .containsExactly(0, 0);
            assertThat(pixel(rows, 0)).containsExactly(10, 20, 33);
        }
    }

    @Test
    void rowsAreTheSameWhetherAnnouncedOrNot() throws IOException {
        try (DatasetRows rows = open(Map.of("scale", List.of(0, 1)), 0)) {
            int[] all = IntStream.range(0, 6).toArray();
            float[] expected = rows.train().read(all).inputs().get(0).values();
            rows.train().prefetch(all);
            assertThat(rows.train().read(all).inputs().get(0).values()).isEqualTo(expected);
            assertThat(expected[0]).isEqualTo(10 / 255f);
        }
    }

    @Test
    void grayIsTheLumaOfColours() throws IOException {
        try (DatasetRows rows = open(Map.of("color", "grayscale"), 0)) {
            assertThat(rows.train().inputs().get(0).shape()).containsExactly(2, 4, 1);
            // .299 * 10 + .587 * 20 + .114 * 33
            assertThat(pixel(rows, 0)).containsExactly(18);
            assertThat(pixel(rows, 1)).containsExactly(100);
        }
    }

    @Test
    void grayFilesHaveTheirValuesInAllColours() throws IOException {
        try (DatasetRows rows = open(Map.of(), 0)) {
            assertThat(pixel(rows, 1)).containsExactly(100, 100, 100);
            assertThat(pixel(rows, 2)).containsExactly(128, 128, 128);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_4BYTE_ABGR})
    void transparencyIsLeftOutAndPalettesAreLookedUp(int type) throws IOException {
        write(folder.resolve("others/one/a.png"), plain(type, 0xff0033cc), "png");
        try (DatasetRows rows = open(Map.of("path", "others"), 0)) {
            assertThat(pixel(rows, 0)).containsExactly(0, 0x33, 0xcc);
        }
    }

    @Test
    void sixteenBitsBecomeEight() throws IOException {
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0x12ff);
        write(folder.resolve("others/one/a.png"), image, "png");
        try (DatasetRows rows = open(Map.of("path", "others"), 0)) {
            assertThat(pixel(rows, 0)).containsExactly(0x12, 0x12, 0x12);
        }
    }

    /** As {@code tf.image.resize} of [[0, 10, 20, 30], [100, 110, 120, 130]] to 1 x 2, 4 x 8 and 3 x 3. */
    @Test
    void resizingIsBilinearBetweenPixelCentresWithoutSmoothing() throws IOException {
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 8; i++) {
            image.getRaster().setSample(i % 4, i / 4, 0, i / 4 * 100 + i % 4 * 10);
        }
        write(folder.resolve("others/one/a.png"), image, "png");
        Map<String, Object> gray = Map.of("path", "others", "color", "grayscale");

        assertThat(resized(gray, 1, 2)).containsExactly(55, 75);
        assertThat(Arrays.copyOf(resized(gray, 4, 8), 8))
                .containsExactly(0, 2.5f, 7.5f, 12.5f, 17.5f, 22.5f, 27.5f, 30);
        assertThat(resized(gray, 3, 3)[4]).isCloseTo(65, org.assertj.core.api.Assertions.within(1e-4f));
    }

    private float[] resized(Map<String, Object> options, int height, int width) throws IOException {
        Map<String, Object> all = new TreeMap<>(options);
        all.put("size", List.of(height, width));
        try (DatasetRows rows = open(all, 0)) {
            return rows.train().read(new int[] {0}).inputs().get(0).values();
        }
    }

    @Test
    void aZipFileOfTheFolderIsTheSame() throws IOException {
        zip(folder.resolve("flowers.zip"), "flowers/");
        DatasetRows rows = open(Map.of("path", "flowers.zip"), 0);

        assertThat(rows.train().count()).isEqualTo(6);
        assertThat(rows.preprocessing().classes()).containsExactly("daisy", "rose");
        assertThat(pixel(rows, 0)).containsExactly(10, 20, 33);
        rows.close();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    private void zip(Path file, String prefix) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(flowers)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(prefix + flowers.relativize(one)));
                zip.write(Files.readAllBytes(one));
            }
        }
    }

    @Test
    void aHostileZipFileIsRefusedAndLeavesNothing() throws IOException {
        Path file = folder.resolve("a.zip");
        zip(file, "../../");
        refuses(Map.of("path", "a.zip"), "a.zip has a file that leads out of its folder: ../../");
        zip(file, "");
        byte[] right = Files.readAllBytes(file);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("a/b.png"));
            zip.write(new byte[10_001]);
        }
        refuses(Map.of("path", "a.zip"), "a.zip unpacks to more than the 10000 bytes that are allowed");
        for (int length = 0; length < right.length; length += 101) {
            Files.write(file, Arrays.copyOf(right, length));
            refuses(Map.of("path", "a.zip"), "a.zip is no folder and no ZIP file, or is damaged");
        }
        right[46] ^= 1;
        Files.write(file, right);
        refuses(Map.of("path", "a.zip"), "a.zip: ", "is damaged");
        refuses(Map.of("path", "b.zip"), "there is no folder or ZIP file b.zip");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void foldersThatAreNoClassesAreSaid() throws IOException {
        Files.createDirectory(flowers.resolve("tulip"));
        refuses(Map.of(), "flowers/tulip has no images: each class needs at least one file .jpg, .jpeg or .png");
        Files.createDirectory(folder.resolve("empty"));
        refuses(Map.of("path", "empty"), "empty must have one folder a class, with its images; it has no folder");
        Files.writeString(flowers.resolve("tulip/a.gif"), "");
        refuses(Map.of(), "flowers/tulip/a.gif must be a JPEG or PNG file");
    }

    @Test
    void rowsForValidationAreOfTheSameClasses() throws IOException {
        write(folder.resolve("more/rose/x.png"), plain(BufferedImage.TYPE_INT_RGB, 0x010203), "png");
        try (DatasetRows rows = open(Map.of("validation", Map.of("path", "more")), 0.5)) {
            assertThat(rows.train().count()).isEqualTo(6);
            assertThat(rows.validation().read(new int[] {0}).target().values()).containsExactly(1);
            rows.requireClasses(2);
            assertThatThrownBy(() -> rows.requireClasses(1))
                    .hasMessageContaining("flowers/rose/")
                    .hasMessageContaining("is of class 1 of 2; labels must be whole numbers from 0 to 0");
        }
        write(folder.resolve("more/roses/x.png"), plain(BufferedImage.TYPE_INT_RGB, 0x010203), "png");
        refuses(
                Map.of("validation", Map.of("path", "more")),
                "more has a folder roses, which is no class of the training rows (did you mean rose?)");
    }

    private void resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ImageRowsTest.class.getResourceAsStream("/images/" + name), name)) {
            Files.copy(in, Files.createDirectories(folder.resolve("others/one")).resolve(name));
        }
    }

    /** Written and read by Pillow 13: a progressive JPEG with coarser colours. */
    @Test
    void jpegIsDecodedAsByLibjpeg() throws IOException {
        resource("colours.jpg");
        float[] pixels = resized(Map.of("path", "others"), 37, 53);

        assertThat(Arrays.copyOfRange(pixels, 0, 3)).containsExactly(129, 171, 95);
        assertThat(Arrays.copyOfRange(pixels, (17 * 53 + 31) * 3, (17 * 53 + 32) * 3))
                .containsExactly(145, 116, 58);
        assertThat(Arrays.copyOfRange(pixels, (36 * 53 + 52) * 3, (36 * 53 + 53) * 3))
                .containsExactly(109, 101, 28);
    }

    @Test
    void imagesOfInksAreRefused() throws IOException {
        resource("cmyk.jpg");
        refuses(
                Map.of("path", "others"),
                "others/one/cmyk.jpg is no JPEG or PNG image, or is damaged: it must be gray, or red, green and blue");
    }

    @Test
    void imagesWithoutLabelsAreRowsInTheOrderOfTheirPaths() throws IOException {
        write(flowers.resolve("0.png"), plain(BufferedImage.TYPE_INT_RGB, 0x010203), "png");
        try (DatasetRows rows = open(Map.of("labels", "none"), 0)) {
            assertThat(rows.train().count()).isEqualTo(7);
            assertThat(rows.train().target()).isEqualTo(RowFormat.none());
            assertThat(rows.train().read(new int[] {1, 2}).target().shape()).containsExactly(2, 0);
            assertThat(pixel(rows, 0)).containsExactly(1, 2, 3);
            assertThat(pixel(rows, 1)).containsExactly(10, 20, 30);
            assertThat(pixel(rows, 6)).containsExactly(100, 100, 100);
        }
        Files.createDirectory(folder.resolve("empty"));
        refuses(Map.of("labels", "none", "path", "empty"), "empty has no images");
    }

    @Test
    void whatIsNoImageIsNamedBeforeTheFirstBatch() throws IOException {
        Files.writeString(flowers.resolve("rose/c.png"), "no image");
        refuses(Map.of(), "flowers/rose/c.png is no JPEG or PNG image, or is damaged: it begins as neither");
        ImageIO.write(
                plain(BufferedImage.TYPE_INT_RGB, 0),
                "gif",
                flowers.resolve("rose/c.png").toFile());
        refuses(Map.of(), "flowers/rose/c.png is no JPEG or PNG image, or is damaged: it begins as neither");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void anImageThatIsCutAnywhereIsNamedWhenItIsRead(String format) throws IOException {
        BufferedImage noise = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1600; i++) {
            noise.setRGB(i % 40, i / 40, i * 7919 * 31);
        }
        Path file = folder.resolve("others/one/a." + format);
        write(file, noise, format);
        byte[] right = Files.readAllBytes(file);
        for (int length = 0; length < right.length - 20; length += 97) {
            Files.write(file, Arrays.copyOf(right, length));
            int cut = length;
            assertThatThrownBy(() -> {
                        try (DatasetRows rows = open(Map.of("path", "others"), 0)) {
                            rows.train().read(new int[] {0});
                        }
                    })
                    .as("cut at " + cut)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("others/one/a." + format);
        }
    }

    private void refuses(Map<String, Object> options, String... words) {
        assertThatThrownBy(() -> open(options, 0).close())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words);
    }
}
