package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Secrets are referred to, documented, and nowhere in the repository. */
class SecretsTest {
    @Test
    void noneIsInTheRepository() throws IOException {
        assertThat(KubernetesManifest.all().map(KubernetesManifest::kind)).doesNotContain("Secret");
        try (Stream<Path> files = Files.walk(KubernetesManifest.K8S)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain("secretGenerator", "kind: Secret\n");
            }
        }
    }

    @Test
    void eachIsDocumented() throws IOException {
        List<String> page = Files.readAllLines(KubernetesManifest.K8S.resolve("README.md"));
        assertThat(references(Workload.all()).filter(reference -> !reference.endsWith("/sasl.jaas.config")))
                .isNotEmpty()
                .allSatisfy(reference -> {
                    String[] parts = reference.split("/", -1);
                    assertThat(page)
                            .anyMatch(line ->
                                    line.startsWith("| `" + parts[0] + "` |") && line.contains("`" + parts[1] + "`"));
                });
    }

    /** As {@code name/key}. */
    static Stream<String> references(Stream<Workload> workloads) {
        return workloads.flatMap(workload -> Stream.concat(
                workload.containers().stream()
                        .flatMap(container -> container.findValues("secretKeyRef").stream())
                        .map(reference -> reference.path("name").asText() + "/"
                                + reference.path("key").asText()),
                Workload.each(workload.pod().path("volumes"))
                        .map(volume -> volume.path("secret"))
                        .filter(JsonNode::isObject)
                        .flatMap(secret -> Workload.each(secret.path("items"))
                                .map(item -> secret.path("secretName").asText() + "/"
                                        + item.path("key").asText()))));
    }
}
