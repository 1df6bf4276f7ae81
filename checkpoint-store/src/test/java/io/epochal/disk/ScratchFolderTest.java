package io.epochal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ScratchFolderTest {
    @TempDir
    private Path parent;

    @Test
    void isDeletedWithItsContentInTheEnd() throws IOException {
        Path folder;
        try (ScratchFolder scratch = ScratchFolder.open(parent.resolve("a/b"))) {
            folder = scratch.path();
            Files.createDirectories(folder.resolve("table-1/deep"));
            Files.writeString(folder.resolve("table-1/deep/rows"), "rows");
            assertThat(folder).isDirectory().hasParent(parent.resolve("a/b"));
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatADeadProcessLeftIsDeletedByTheNext() throws Exception {
        Path left = leftByAKilledProcess();

        try (ScratchFolder next = ScratchFolder.open(parent)) {
            assertThat(left).doesNotExist();
            assertThat(next.path()).isDirectory();
        }
    }

    @Test
    void whatALivingProcessHasIsLeftAlone() throws Exception {
        try (ScratchFolder own = ScratchFolder.open(parent)) {
            Files.writeString(own.path().resolve("rows"), "rows");
            try (Other other = new Other(parent)) {
                Files.writeString(other.folder().resolve("rows"), "rows");
                ScratchFolder.open(parent).close();

                assertThat(own.path().resolve("rows")).exists();
                assertThat(other.folder().resolve("rows")).exists();
            }
            ScratchFolder.open(parent).close();
            // The lock of this one still holds, after others have looked.
            try (Other another = new Other(parent)) {
                assertThat(another.folder()).isDirectory();
                assertThat(own.path().resolve("rows")).exists();
            }
        }
    }

    @Test
    void otherFilesBesideItAreLeftAlone() throws IOException {
        Files.createDirectories(parent.resolve("sha256"));

        ScratchFolder.open(parent).close();

        try (Stream<Path> all = Files.list(parent)) {
            assertThat(all).extracting(one -> one.getFileName().toString()).containsExactlyInAnyOrder("sha256", "lock");
        }
    }

    @Test
    void aLinkIsDeletedAndNotWhereItLeads() throws IOException {
        Path kept = Files.writeString(
                Files.createDirectories(parent.resolve("kept")).resolve("file"), "kept");
        Path folder = Files.createDirectories(parent.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("link"), kept.getParent());

        Directories.delete(folder);
        Directories.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    private Path leftByAKilledProcess() throws Exception {
        try (Other other = new Other(parent)) {
            Files.writeString(other.folder().resolve("rows"), "rows");
            return other.folder();
        }
    }

    /** Another process with a scratch folder; it is killed in the end. */
    private record Other(Process process, Path folder) implements AutoCloseable {
        Other(Path parent) throws IOException {
            this(start(parent));
        }

        private Other(Process process) throws IOException {
            this(process, Path.of(process.inputReader().readLine()));
        }

        private static Process start(Path parent) throws IOException {
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    Path.of("target/classes") + ":" + Path.of("target/test-classes"),
                    OtherProcess.class.getName(),
                    parent.toString());
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
