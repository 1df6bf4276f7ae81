package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A callback service reads the checkpoints of runs as a user of its own, who can do nothing else. */
class ReadingRightsTest {
    private static final Path LOCAL = Path.of("../k8s/overlays/local");

    @Test
    void thePolicyAllowsToReadBelowRunsAndNothingElse() throws IOException {
        Map<String, String> allowed = new TreeMap<>();
        for (JsonNode statement : new ObjectMapper()
                .readTree(LOCAL.resolve("callback-policy.json").toFile())
                .path("Statement")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            statement
                    .path("Action")
                    .forEach(action -> allowed.put(
                            action.asText(), statement.path("Resource") + " " + statement.path("Condition")));
        }
        assertThat(allowed)
                .containsExactly(
                        Map.entry("s3:GetBucketLocation", "[\"arn:aws:s3:::epochal\"] "),
                        Map.entry("s3:GetObject", "[\"arn:aws:s3:::epochal/runs/*\"] "),
                        Map.entry(
                                "s3:ListBucket",
                                "[\"arn:aws:s3:::epochal\"] {\"StringLike\":{\"s3:prefix\":[\"runs/*\"]}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "gpu", "strimzi-and-keda"})
    void itsKeysAreNoTrainersAndMayBeMissing(String overlay) {
        List<Workload> services = Workload.of(KubernetesManifest.rendered(overlay))
                .filter(one -> one.containers().get(0).path("image").asText().startsWith("epochal/callback-service:"))
                .toList();
        assertThat(services).hasSize(2).allSatisfy(service -> {
            List<JsonNode> keys = Workload.each(service.containers().get(0).path("env"))
                    .filter(one -> one.path("name").asText().matches("EPOCHAL_S3_(ACCESS|SECRET)_KEY"))
                    .map(one -> one.at("/valueFrom/secretKeyRef"))
                    .toList();
            assertThat(keys).hasSize(2).allSatisfy(key -> {
                assertThat(key.path("name").asText()).isEqualTo("epochal-callback-s3");
                assertThat(key.path("optional").asBoolean()).isTrue();
            });
        });
    }

    @Test
    void composeGivesItAUserOfItsOwn() throws IOException {
        JsonNode services = KubernetesManifest.read(Path.of("../docker-compose.yml"))
                .get(0)
                .content()
                .path("services");
        JsonNode callback = services.at("/callback/environment");
        JsonNode setup = services.at("/minio-setup/environment");
        assertThat(callback.path("EPOCHAL_S3_ACCESS_KEY")).isEqualTo(setup.path("CALLBACK_ACCESS_KEY"));
        assertThat(callback.path("EPOCHAL_S3_SECRET_KEY")).isEqualTo(setup.path("CALLBACK_SECRET_KEY"));
        assertThat(callback.path("EPOCHAL_S3_ACCESS_KEY"))
                .isNotEqualTo(services.at("/trainer/environment/EPOCHAL_S3_ACCESS_KEY"));
        assertThat(services.at("/minio-setup/volumes").toString()).contains("callback-policy.json");
        assertThat(Files.readString(LOCAL.resolve("setup.sh"))).contains("callback-policy.json");
    }
}
