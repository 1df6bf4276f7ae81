package io.epochal.callback.recording.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    private static final int LOOKS = 2000;

    @TempDir
    private Path folder;

    @Test
    void holdsTheFolderAndAllBelowIt() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("a/b/c/d/logs"));
        Path file = Files.writeString(logs.resolve("file"), "x");

        assertThat(FileTree.of(folder)).contains(folder, logs, file).hasSize(7);
        assertThat(FileTree.of(folder.resolve("missing"))).isEmpty();
    }

    /** Another recorder replaces its files all the time. */
    @Test
    void aFileThatDisappearsMeanwhileIsNoError() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!done.get()) {
                assertThatCode(() -> new RecordingRoot(folder).replace(folder.resolve("mark"), new byte[1]))
                        .doesNotThrowAnyException();
            }
        });
        other.start();
        try {
            for (int look = 0; look < LOOKS; look++) {
                assertThat(FileTree.of(folder)).contains(folder);
            }
        } finally {
            done.set(true);
            other.join();
        }
    }
}
