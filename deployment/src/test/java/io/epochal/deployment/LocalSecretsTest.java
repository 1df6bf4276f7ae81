package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/local-secrets}, with a kubectl that says what the test wants to hear. */
@Tag("slow")
class LocalSecretsTest {
    private static final String AN_EMPTY_CLUSTER = "exit 0";
    private static final String A_CLUSTER_WITH_ALL = "echo secret/$3";
    private static final String NO_CLUSTER = "echo refused >&2; exit 1";

    private record Said(int exitCode, String output) {}

    @TempDir
    Path folder;

    @Test
    void drawsAllThatTheLocalOverlayRefersTo() throws Exception {
        Set<String> drawn = KubernetesManifest.parse(
                        "local-secrets", said(AN_EMPTY_CLUSTER).output())
                .stream()
                .filter(one -> one.kind().equals("Secret"))
                .flatMap(secret -> secret.content().path("stringData").properties().stream()
                        .map(entry -> secret.name() + "/" + entry.getKey()))
                .collect(Collectors.toSet());
        assertThat(drawn)
                .isEqualTo(SecretsTest.references(Workload.of(KubernetesManifest.rendered("local")))
                        .collect(Collectors.toSet()));
    }

    @Test
    void drawsOthersNextTime() throws Exception {
        assertThat(said(AN_EMPTY_CLUSTER)).isNotEqualTo(said(AN_EMPTY_CLUSTER));
    }

    @Test
    void printsWhatTheApiTakesAndTheNamespaceAsTheOverlayHasIt() throws Exception {
        assertThat(KubernetesManifest.parse(
                        "local-secrets", said(AN_EMPTY_CLUSTER).output()))
                .hasSize(7)
                .allSatisfy(one -> assertThat(StrictModels.fabric8(one)).isNotNull())
                .first()
                .extracting(KubernetesManifest::content)
                .isEqualTo(KubernetesManifest.rendered("local")
                        .findFirst()
                        .orElseThrow()
                        .content());
    }

    @Test
    void keepsWhatIsThere() throws Exception {
        assertThat(KubernetesManifest.parse(
                        "local-secrets", said(A_CLUSTER_WITH_ALL).output()))
                .singleElement()
                .extracting(KubernetesManifest::kind)
                .isEqualTo("Namespace");
    }

    @Test
    void drawsNothingWhenItCannotAsk() throws Exception {
        assertThat(said(NO_CLUSTER)).isEqualTo(new Said(1, ""));
    }

    private Said said(String kubectl) throws IOException, InterruptedException {
        Path program = folder.resolve("kubectl");
        Files.writeString(program, "#!/bin/sh\n" + kubectl + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh",
                        KubernetesManifest.K8S.resolve("local-secrets").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        Process script = builder.start();
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(script.waitFor(), output);
    }
}
