package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker/locked/prepare} makes what the locked stack needs, once, and for its owner only. */
@Tag("slow")
class PrepareTest {
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{((?:LOCKED|EPOCHAL|MINIO)_\\w+)}");

    @TempDir
    private static Path work;

    private static Path folder;

    @BeforeAll
    static void prepare() throws Exception {
        folder = work.resolve("private");
        assertThat(LockedStack.prepare("--folder", folder.toString()).exitCode())
                .isZero();
    }

    @Test
    void writesEachSettingThatComposeHasNoDefaultFor() throws IOException {
        Set<String> required = new TreeSet<>();
        REQUIRED.matcher(Files.readString(LockedStack.FOLDER.resolve("compose.yml")))
                .results()
                .forEach(found -> required.add(found.group(1)));
        assertThat(required).hasSizeGreaterThan(8);
        assertThat(LockedStack.settings(folder)).containsKeys(required.toArray(String[]::new));
    }

    /** Keys are read by other users in their containers, so the folder around them is what is closed. */
    @Test
    void letsNobodyElseIn() throws IOException {
        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("env"))).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("ca.key"))).isEqualTo("rw-------");
    }

    @Test
    void eachServerHasACertificateOfItsNameAndOfThisMachine() throws Exception {
        X509Certificate authority = certificate(folder.resolve("ca.crt"));
        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        trust.setRevocationEnabled(false);
        for (String server : List.of("kafka", "minio", "postgres", "callback", "keycloak", "tensorboard")) {
            X509Certificate one = certificate(folder.resolve(server).resolve("tls.crt"));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(one)), trust);
            assertThat(one.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                    .containsExactlyInAnyOrder(server, "localhost", "127.0.0.1");
            assertThat(Files.readString(folder.resolve(server).resolve("tls.pem")))
                    .contains("PRIVATE KEY", Files.readString(folder.resolve("ca.crt")));
        }
    }

    /** An authority in a browser could otherwise pretend to be any site. */
    @Test
    void theAuthorityIsForTheseNamesOnly() throws IOException {
        assertThat(certificate(folder.resolve("ca.crt")).getCriticalExtensionOIDs())
                .contains("2.5.29.30");
    }

    @Test
    void keepsWhatIsThere() throws Exception {
        Map<String, String> before = content();
        assertThat(LockedStack.prepare("--folder", folder.toString()).exitCode())
                .isZero();
        assertThat(content()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"passwords, env", "certificates, /tls."})
    void renewsWhatItIsToldTo(String what, String changed) throws Exception {
        Map<String, String> before = content();
        assertThat(LockedStack.prepare("--folder", folder.toString(), "--renew", what)
                        .exitCode())
                .isZero();
        Map<String, String> after = content();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after).allSatisfy((file, text) -> {
            if (file.contains(changed)) {
                assertThat(text).as(file).isNotEqualTo(before.get(file));
            } else {
                assertThat(text).as(file).isEqualTo(before.get(file));
            }
        });
    }

    @Test
    void anotherNameListensForOthersAndIsInTheCertificates() throws Exception {
        Path other = work.resolve("other");
        assertThat(LockedStack.prepare("--folder", other.toString(), "--host", "ml.example.org")
                        .exitCode())
                .isZero();
        assertThat(LockedStack.settings(other))
                .containsEntry("LOCKED_HOST", "ml.example.org")
                .containsEntry("LOCKED_ADDRESS", "0.0.0.0");
        assertThat(LockedStack.settings(folder)).containsEntry("LOCKED_ADDRESS", "127.0.0.1");
        assertThat(certificate(other.resolve("callback").resolve("tls.crt")).getSubjectAlternativeNames())
                .anyMatch(name -> name.get(1).equals("ml.example.org"));
        assertThat(LockedStack.prepare("--folder", other.toString(), "--host", "b.example.org")
                        .output())
                .contains("is for ml.example.org");
    }

    /** So that {@code docker compose up} in this folder cannot start the open stack by a forgotten option. */
    @Test
    void composeReadsItWithoutBeingToldUnlessItReadsSomethingElse() throws Exception {
        Path root = work.resolve("repository");
        Path script = Files.createDirectories(root.resolve("docker/locked")).resolve("prepare");
        Files.copy(LockedStack.FOLDER.resolve("prepare"), script);
        ProcessBuilder prepare = new ProcessBuilder("/bin/sh", script.toString());
        assertThat(LockedStack.said(prepare).output()).endsWith("Next: docker compose up --wait\n");
        assertThat(root.resolve(".env")).hasSameTextualContentAs(root.resolve("docker/locked/private/env"));
        assertThat(LockedStack.said(prepare).output()).endsWith("Next: docker compose up --wait\n");

        Files.delete(root.resolve(".env"));
        Files.writeString(root.resolve(".env"), "EPOCHAL_S3_PORT=9999\n");
        assertThat(LockedStack.said(prepare).output()).contains("There is a .env already, which stays as it is");
        assertThat(root.resolve(".env")).hasContent("EPOCHAL_S3_PORT=9999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--host|a b", "--host|x/CN=y", "--host|-x", "--renew|all", "--host", "--more|x", "--host|A$(id)"
            })
    void saysWhatItCannotDo(String arguments) throws Exception {
        Path none = work.resolve("none");
        LockedStack.Said said = LockedStack.prepare(("--folder|" + none + "|" + arguments).split("\\|"));
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.output()).startsWith("prepare: ");
        assertThat(none).doesNotExist();
    }

    private static Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(file.toString(), Files.readString(file));
            }
        }
        return content;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static X509Certificate certificate(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (java.security.cert.CertificateException e) {
            throw new IOException(file.toString(), e);
        }
    }
}
