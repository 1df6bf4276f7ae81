package io.epochal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that the JDK's own jarsigner has signed, and what somebody does to them. */
@Tag("slow")
class PluginSignersTest {
    private static final String PASSWORD = "for-tests";

    @TempDir
    private static Path keys;

    private static Path certificates;

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeAll
    static void makeKeys() throws Exception {
        for (String owner : List.of("ann", "bob", "eve")) {
            key(owner, "-validity", "30");
        }
        key("old", "-startdate", "-10d", "-validity", "5");
        certificates = keys.resolve("signers.pem");
        Files.writeString(certificates, pem("ann") + pem("bob") + pem("old"));
    }

    private static void key(String owner, String... validity) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "keytool",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                owner,
                "-dname",
                "CN=" + owner,
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.resolve("keys.p12").toString()));
        command.addAll(List.of(validity));
        tool(command);
    }

    private static String pem(String owner) throws Exception {
        Path file = keys.resolve(owner + ".pem");
        tool(List.of(
                "keytool",
                "-exportcert",
                "-rfc",
                "-alias",
                owner,
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.resolve("keys.p12").toString(),
                "-file",
                file.toString()));
        return Files.readString(file);
    }

    private static void tool(List<String> command) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.set(
                0,
                Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString());
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @BeforeEach
    void makeJar() throws IOException {
        jar = folder.resolve("plugin.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String entry : List.of("META-INF/services/io.epochal.A", "a/A.class", "a/B.class")) {
                out.putNextEntry(new JarEntry(entry));
                out.write(entry.getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }

    private void sign(String owner) throws Exception {
        tool(List.of(
                "jarsigner",
                "-keystore",
                keys.resolve("keys.p12").toString(),
                "-storepass",
                PASSWORD,
                jar.toString(),
                owner));
    }

    private void write(String entry, String content) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Files.createDirectories(inside.getPath("/" + entry).getParent());
            Files.writeString(inside.getPath("/" + entry), content);
        }
    }

    private List<String> faults() throws IOException {
        return PluginSigners.read(certificates, Instant.now()).faults(jar);
    }

    @Test
    void takesAJarOfAKnownSigner() throws Exception {
        sign("bob");
        assertThat(faults()).isEmpty();
    }

    @Test
    void oneKnownSignerOfTwoIsEnough() throws Exception {
        sign("eve");
        sign("ann");
        assertThat(faults()).isEmpty();
    }

    @Test
    void refusesAnUnsignedJar() throws Exception {
        assertThat(faults()).singleElement().asString().contains("META-INF/services/io.epochal.A is not signed");
    }

    @Test
    void refusesAnotherSigner() throws Exception {
        sign("eve");
        assertThat(faults()).singleElement().asString().contains("signed by none of", "CN=eve");
    }

    @Test
    void refusesAnEntryThatWasChanged() throws Exception {
        sign("ann");
        write("a/B.class", "something else");
        assertThat(faults()).singleElement().asString().contains("cannot be verified", "a/B.class");
    }

    @Test
    void refusesAnEntryThatWasAdded() throws Exception {
        sign("ann");
        write("a/C.class", "new");
        assertThat(faults()).singleElement().asString().contains("a/C.class is not signed");
    }

    /** Only directly in META-INF is a file part of the signature. */
    @Test
    void refusesAnEntryThatLooksLikeASignature() throws Exception {
        sign("ann");
        write("META-INF/services/x.RSA", "new");
        assertThat(faults()).singleElement().asString().contains("META-INF/services/x.RSA is not signed");
    }

    @Test
    void refusesAManifestThatWasChanged() throws Exception {
        sign("ann");
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Path manifest = inside.getPath("/META-INF/MANIFEST.MF");
            Files.writeString(
                    manifest, Files.readString(manifest).replaceFirst("\r\n", "\r\nClass-Path: evil.jar\r\n"));
        }
        assertThat(faults()).isNotEmpty();
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        sign("old");
        assertThat(faults()).singleElement().asString().contains("holds from", "only");
        assertThat(PluginSigners.read(certificates, Instant.now().minus(Duration.ofDays(7)))
                        .faults(jar))
                .isEmpty();
        sign("bob");
        assertThat(faults()).isEmpty();
    }

    @Test
    void refusesWhatIsNoJar() throws Exception {
        Files.writeString(jar, "no jar");
        assertThat(faults()).singleElement().asString().contains("cannot be verified");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream nothing = new JarOutputStream(out)) {
            nothing.finish();
        }
        assertThat(faults()).singleElement().asString().contains("no entry");
    }

    @Test
    void signersMustBeCertificates() throws IOException {
        Path none = Files.writeString(folder.resolve("none.pem"), "");
        assertThatThrownBy(() -> PluginSigners.read(none, Instant.now()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EPOCHAL_PLUGINS_SIGNERS");
        Path other = Files.writeString(folder.resolve("other.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        assertThatThrownBy(() -> PluginSigners.read(other, Instant.now()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keytool -exportcert -rfc");
    }

    @Test
    void aServiceWithAJarOfAnotherSignerDoesNotStart() throws Exception {
        sign("eve");
        TrustedPlugins plugins = new TrustedPlugins(folder, Optional.of(certificates));
        assertThatThrownBy(() -> plugins.check(new StartupEvent()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("plugin.jar: ")
                .hasMessageContaining("EPOCHAL_PLUGINS_SIGNERS");
        assertThatCode(() -> new TrustedPlugins(folder, Optional.empty()).check(new StartupEvent()))
                .doesNotThrowAnyException();
    }

    @Test
    void loadsWhatWasCheckedThoughTheJarIsReplaced() throws Exception {
        sign("ann");
        byte[] checked = Files.readAllBytes(jar);
        Path loaded = new TrustedPlugins(folder, Optional.of(certificates)).loaded();
        Files.writeString(jar, "replaced");
        assertThat(loaded).isNotEqualTo(folder);
        assertThat(loaded.resolve("plugin.jar")).hasBinaryContent(checked);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(loaded)))
                .isEqualTo("rwx------");
    }

    @Test
    void withoutSignersTheFolderItselfIsLoaded() throws IOException {
        assertThat(new TrustedPlugins(folder, Optional.empty()).loaded()).isEqualTo(folder);
        assertThat(new TrustedPlugins(folder.resolve("none"), Optional.of(certificates)).loaded())
                .isEmptyDirectory();
    }
}
