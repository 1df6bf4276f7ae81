package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Inputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedFolderTest {
    @TempDir
    private Path scratch;

    @TempDir
    private Path one;

    @TempDir
    private Path other;

    @Test
    void hasTheFilesBelowTheFolderByTheirNames() throws IOException {
        fill(one);

        try (ZipFile zip =
                new ZipFile(PackedFolder.of(one, scratch, InputProgress.NONE).toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("a.txt", "cats/1.png", "cats/2.png");
            assertThat(zip.getInputStream(zip.getEntry("cats/2.png")).readAllBytes())
                    .containsExactly(4, 5);
        }
    }

    /** The digest is the name in the object store: a folder that is trained with twice is stored once. */
    @Test
    void dependsOnNamesAndContentsAlone() throws IOException {
        fill(one);
        fill(other);
        Files.setLastModifiedTime(other.resolve("a.txt"), FileTime.fromMillis(1_000_000_000_000L));

        String digest = Inputs.digest(PackedFolder.of(one, scratch, InputProgress.NONE));

        assertThat(Inputs.digest(PackedFolder.of(one, scratch, InputProgress.NONE)))
                .isEqualTo(digest);
        assertThat(Inputs.digest(PackedFolder.of(other, scratch.resolve("made"), InputProgress.NONE)))
                .isEqualTo(digest);
        Files.write(other.resolve("cats/2.png"), new byte[] {4, 6});
        assertThat(Inputs.digest(PackedFolder.of(other, scratch, InputProgress.NONE)))
                .isNotEqualTo(digest);
    }

    private static void fill(Path folder) throws IOException {
        Path cats = Files.createDirectories(folder.resolve("cats"));
        Files.write(cats.resolve("2.png"), new byte[] {4, 5});
        Files.write(cats.resolve("1.png"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("a.txt"), "a");
    }
}
