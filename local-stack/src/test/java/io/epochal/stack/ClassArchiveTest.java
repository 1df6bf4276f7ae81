package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ClassArchiveTest {
    private static final String SAYS = "hello\n";
    private static final String FROM_ARCHIVE = "Greeting source: shared objects file (top)";

    @TempDir
    Path folder;

    private Path jar;
    private Path archive;

    /** The program of the test's jar. */
    public static final class Greeting {
        private Greeting() {}

        public static void main(String[] arguments) {
            System.out.print(SAYS);
        }
    }

    @BeforeEach
    void packProgram() throws IOException {
        jar = folder.resolve("program.jar");
        archive = folder.resolve("program.jar.jsa");
        pack("1.0");
    }

    @AfterEach
    void useArchives() {
        System.clearProperty(ClassArchive.PROPERTY);
    }

    @Test
    void startsWithTheClassesThatAnEarlierProcessHasWritten() throws Exception {
        write();

        assertThat(run("-Xlog:class+load")).contains(FROM_ARCHIVE);
    }

    @Test
    void isIgnoredWithoutAWordWhenTheJarHasChanged() throws Exception {
        write();
        pack("1.0.1");

        assertThat(run()).isEqualTo(SAYS);
        assertThat(run("-Xlog:class+load")).doesNotContain(FROM_ARCHIVE);
    }

    @Test
    void isIgnoredWithoutAWordWhenItsWritingWasInterrupted() throws Exception {
        write();
        byte[] headless = Files.readAllBytes(archive);
        Arrays.fill(headless, 0, 4096, (byte) 0);
        Files.delete(archive);
        Files.write(archive, headless);

        assertThat(run()).isEqualTo(SAYS);
    }

    @Test
    void isIgnoredWithoutAWordWhenItIsNoArchive() throws Exception {
        Files.writeString(archive, "an archive of classes");

        assertThat(run()).isEqualTo(SAYS);
    }

    @Test
    void needsNone() throws Exception {
        assertThat(new ClassArchive(jar).arguments()).isEmpty();
        assertThat(run()).isEqualTo(SAYS);
    }

    @Test
    void isNotUsedWhereItsPathWouldBeTwo() throws Exception {
        Path odd = Files.createDirectories(folder.resolve("a:b")).resolve("program.jar");
        Files.writeString(odd.resolveSibling("program.jar.jsa"), "an archive of classes");

        assertThat(new ClassArchive(odd).arguments()).isEmpty();
    }

    private void write() throws Exception {
        System.setProperty(ClassArchive.PROPERTY, "write");
        assertThat(run()).isEqualTo(SAYS);
        System.clearProperty(ClassArchive.PROPERTY);
        Files.move(folder.resolve("program.jar.jsa.new"), archive);
    }

    private String run(String... options) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ServiceProcess.java(List.of(options), jar))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private void pack(String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, version);
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Greeting.class.getName());
        String file = Greeting.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream program = Greeting.class.getClassLoader().getResourceAsStream(file)) {
            out.putNextEntry(new JarEntry(file));
            Objects.requireNonNull(program).transferTo(out);
        }
    }
}
