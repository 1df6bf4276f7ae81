package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class WithoutUtf8Test {
    @TempDir
    private Path root;

    @Test
    void aNameThatTheMachineCannotWriteEndsThatRecordingAlone() throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutUtf8.class.getName(),
                        root.toString())
                .redirectErrorStream(true);
        java.environment().remove("LANG");
        java.environment().put("LC_ALL", "C");
        Process process = java.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("cannot be a file's name");
        assertThat(FolderSnapshot.recorded(root, "run")).containsKey("log.csv");
        assertThat(FolderSnapshot.recorded(root, "innocent")).containsKeys("log.csv", "logs/train");
    }
}
