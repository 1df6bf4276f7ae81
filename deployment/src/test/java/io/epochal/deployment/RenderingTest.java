package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is committed as rendered is what the sources render to. */
@Tag("slow")
class RenderingTest {
    @Test
    void isOfTheSourcesAsTheyAre() throws IOException, NoSuchAlgorithmException {
        Map<String, String> rendered = new TreeMap<>();
        for (String line : Files.readAllLines(KubernetesManifest.K8S.resolve("rendered/sources.sha256"))) {
            rendered.put(line.substring(66), line.substring(0, 64));
        }
        Map<String, String> now = sums();
        Set<String> changed = new TreeSet<>(now.keySet());
        changed.addAll(rendered.keySet());
        changed.removeIf(file -> Objects.equals(now.get(file), rendered.get(file)));
        assertThat(changed)
                .as("changed since the last k8s/render; run it again")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "overlays/local, local",
        "overlays/production, production",
        "overlays/gpu, gpu",
        "examples/strimzi-and-keda, strimzi-and-keda"
    })
    void kubectlRendersTheSame(String kustomization, String rendering) throws IOException, InterruptedException {
        assumeTrue(kubectlIsThere(), "skipped: kubectl is not on the PATH, so rendered/ is taken as it is");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", kustomization)
                .directory(KubernetesManifest.K8S.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String yaml = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as("exit code of kubectl kustomize").isZero();
        assertThat(KubernetesManifest.parse(rendering + ".yaml", yaml))
                .containsExactlyInAnyOrderElementsOf(
                        KubernetesManifest.rendered(rendering).toList());
    }

    private static Map<String, String> sums() throws IOException, NoSuchAlgorithmException {
        Map<String, String> sums = new TreeMap<>();
        for (String folder : new String[] {"base", "components", "overlays", "examples/strimzi-and-keda"}) {
            try (Stream<Path> files = Files.walk(KubernetesManifest.K8S.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                    sums.put(
                            KubernetesManifest.K8S.relativize(file).toString(),
                            HexFormat.of().formatHex(sum));
                }
            }
        }
        return sums;
    }

    private static boolean kubectlIsThere() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }
}
