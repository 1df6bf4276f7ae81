package io.epochal.trainer.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.InputSource;
import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputCacheTest {
    private static final int SIZE = 100;

    @TempDir
    private Path local;

    @TempDir
    private Path cached;

    @TempDir
    private Path scratch;

    private final ObjectStore store = new InMemoryObjectStore();
    private final Inputs inputs = new Inputs(store);
    private final PinnedObjects objects = new PinnedObjects();
    private final InputSource source = new InputSource(inputs, objects);

    @Test
    void fetchesAFileOnceAndGivesItsContent() throws IOException {
        InputFile file = stored(1);
        InputCache cache = cache(1000);

        Path found = cache.locate(file);
        store.delete(List.of("inputs/sha256/" + file.sha256()));

        assertThat(found).hasBinaryContent(content(1));
        assertThat(cache.locate(file)).isEqualTo(found);
        assertThat(cache(1000).locate(file)).as("another trainer").isEqualTo(found);
        assertThat(files()).containsExactly(file.sha256());
    }

    @Test
    void makesItsFolder() throws IOException {
        InputFile file = stored(1);

        Path found = new InputCache(source, cached.resolve("a/b"), scratch, 1000).locate(file);

        assertThat(found).hasBinaryContent(content(1));
    }

    @Test
    void aDamagedObjectIsSaidAndNotKept() throws IOException {
        InputFile file = stored(1);
        store.put("inputs/sha256/" + file.sha256(), Content.of(content(2)));

        assertThatThrownBy(() -> cache(1000).locate(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("file-1 is damaged in the object store")
                .hasMessageContaining(String.valueOf(file.sha256()));
        assertThat(files()).isEmpty();
    }

    @Test
    void aMissingObjectIsSaid() throws IOException {
        InputFile file = new InputFile("rows.npz", "0".repeat(64));

        assertThatThrownBy(() -> cache(1000).locate(file))
                .isInstanceOf(IOException.class)
                .hasMessage("rows.npz is not in the object store, under " + "0".repeat(64));
        assertThat(files()).isEmpty();
    }

    /** A spec that came by another way than the command: a path alone says nothing on this machine. */
    @Test
    void aFileWithoutADigestIsSaid() {
        assertThatThrownBy(() -> cache(1000).locate(new InputFile("/etc/passwd")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("/etc/passwd is not in the object store: a submission puts its files there");
    }

    @Test
    void aDamagedCopyIsFetchedAnew() throws IOException {
        InputFile file = stored(1);
        Path found = cache(1000).locate(file);
        Files.write(found, content(2));

        assertThat(cache(1000).locate(file)).isEqualTo(found).hasBinaryContent(content(1));
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        InputCache cache = cache(2 * SIZE);
        InputFile first = stored(1);
        InputFile second = stored(2);
        InputFile third = stored(3);
        old(cache.locate(first), 3);
        old(cache.locate(second), 2);
        cache.locate(first);

        cache.locate(third);

        assertThat(files()).containsExactlyInAnyOrder(first.sha256(), third.sha256());
        assertThat(cache.locate(second)).as("fetched again").hasBinaryContent(content(2));
    }

    @Test
    void allThatFitsTheLimitIsKept() throws IOException {
        InputCache cache = cache(3 * SIZE);
        for (int i = 1; i <= 3; i++) {
            cache.locate(stored(i));
        }

        assertThat(files()).hasSize(3);
    }

    @Test
    void aFileLargerThanTheLimitIsKeptAlone() throws IOException {
        InputCache cache = cache(SIZE / 2);
        old(cache.locate(stored(1)), 1);

        InputFile second = stored(2);
        assertThat(cache.locate(second)).hasBinaryContent(content(2));
        assertThat(files()).containsExactly(second.sha256());
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() throws IOException {
        Files.write(cached.resolve("notes.txt"), content(9));
        InputCache cache = cache(SIZE / 2);

        cache.locate(stored(1));

        assertThat(files()).contains("notes.txt");
    }

    @Test
    void anObjectIsFetchedOnceAndKeptByItsContent() throws IOException {
        InputFile file = objects.put("s3://data/rows.csv", content(1));

        Path found = cache(1000).locate(file);
        objects.remove("s3://data/rows.csv");

        assertThat(found).hasBinaryContent(content(1));
        assertThat(cache(1000).locate(file)).isEqualTo(found);
        assertThat(files()).hasSize(1);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void aDamagedCopyOfAnObjectIsNotUsed() throws IOException {
        InputFile file = objects.put("s3://data/rows.csv", content(1));
        Files.write(cache(1000).locate(file), content(2));

        assertThat(cache(1000).locate(file)).hasBinaryContent(content(1));
    }

    @Test
    void twoVersionsOfAnObjectAreTwoFiles() throws IOException {
        InputFile before = objects.put("s3://data/rows.csv", content(1));
        Path first = cache(1000).locate(before);
        InputFile after = objects.put("s3://data/rows.csv", content(2));

        assertThat(cache(1000).locate(after)).isNotEqualTo(first).hasBinaryContent(content(2));
        assertThat(cache(1000).locate(before)).isEqualTo(first).hasBinaryContent(content(1));
    }

    @Test
    void anObjectLargerThanTheLimitIsRefusedBeforeItIsRead() {
        InputFile file = objects.put("s3://data/rows.csv", content(1));
        objects.remove("s3://data/rows.csv");

        assertThatThrownBy(() -> cache(SIZE - 1).locate(file))
                .isInstanceOf(IOException.class)
                .hasMessage("s3://data/rows.csv has 100 bytes; a trainer keeps at most 99 bytes of files"
                        + " (EPOCHAL_INPUTS_LIMIT)");
    }

    @ParameterizedTest
    @CsvSource({"99, more", "101, only 100"})
    void anObjectThatDoesNotEndWhereItsPinSaysIsNotKept(long size, String came) throws IOException {
        InputFile file = objects.put("s3://data/rows.csv", content(1));
        InputFile lies =
                file.withPin(new ObjectPin(Objects.requireNonNull(file.pin()).etag(), null, size));

        assertThatThrownBy(() -> cache(1000).locate(lies))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it had " + size + " bytes, and " + came + " came");
        assertThat(files()).isEmpty();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void anObjectWithoutAPinIsSaid() {
        assertThatThrownBy(() -> cache(1000).locate(new InputFile("s3://data/rows.csv")))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("or for s3://bucket/key its ETag and size");
    }

    private InputCache cache(long limit) {
        return new InputCache(source, cached, scratch, limit);
    }

    private InputFile stored(int number) throws IOException {
        Path file = Files.write(local.resolve("file-" + number), content(number));
        String digest = Inputs.digest(file);
        inputs.put(digest, file, read -> {});
        return new InputFile("file-" + number, digest);
    }

    private static byte[] content(int number) {
        byte[] content = new byte[SIZE];
        content[0] = (byte) number;
        return content;
    }

    private static void old(Path file, int hours) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600L * hours)));
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> all = Files.list(cached)) {
            return all.map(one -> one.getFileName().toString()).toList().stream();
        }
    }
}
