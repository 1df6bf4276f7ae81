package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reference has its target, and every service may reach what it needs. */
class WiringTest {
    static List<String> renderings() {
        return KubernetesManifest.RENDERINGS;
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyNameLeadsSomewhere(String overlay) {
        List<KubernetesManifest> all = KubernetesManifest.rendered(overlay).toList();
        for (Workload workload : Workload.of(all.stream()).toList()) {
            assertThat(named(all, "ServiceAccount"))
                    .contains(workload.pod().path("serviceAccountName").asText());
            assertThat(named(all, "ConfigMap")).containsAll(workload.configMaps());
            for (JsonNode volume : workload.pod().path("volumes")) {
                if (volume.has("configMap")) {
                    assertThat(named(all, "ConfigMap"))
                            .contains(volume.at("/configMap/name").asText());
                }
                if (volume.has("persistentVolumeClaim")) {
                    assertThat(named(all, "PersistentVolumeClaim"))
                            .contains(volume.at("/persistentVolumeClaim/claimName")
                                    .asText());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everySelectorSelectsPods(String overlay) {
        List<KubernetesManifest> all = KubernetesManifest.rendered(overlay).toList();
        // The example is one of the pods for which its user has labels.
        List<Workload> workloads = Workload.of(Stream.concat(all.stream(), KubernetesManifest.examples()))
                .toList();
        for (KubernetesManifest one : all) {
            JsonNode selector =
                    switch (one.kind()) {
                        case "Service" -> one.content().at("/spec/selector");
                        case "PodDisruptionBudget", "Deployment", "StatefulSet" ->
                            one.content().at("/spec/selector/matchLabels");
                        case "NetworkPolicy" -> one.content().at("/spec/podSelector/matchLabels");
                        default -> one.content().path("nothing");
                    };
            if (selector.isObject()) {
                assertThat(workloads).as(one.toString()).anyMatch(workload -> selects(selector, workload));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void nothingIsAllowedThatIsNotNamed(String overlay) {
        assertThat(KubernetesManifest.rendered(overlay).filter(one -> one.name().equals("default-deny")))
                .singleElement()
                .satisfies(deny -> {
                    assertThat(deny.content().at("/spec/podSelector")).isEmpty();
                    assertThat(deny.content().at("/spec/policyTypes").toString())
                            .isEqualTo("[\"Ingress\",\"Egress\"]");
                });
        assertThat(policies(overlay).filter(one -> !one.name().equals("default-deny")))
                .allSatisfy(one -> assertThat(one.content().findValues("ports"))
                        .as("a path is named with its port")
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void aServiceWithTheAddressOfKafkaOrS3MayReachIt(String overlay) {
        for (Workload workload :
                Workload.of(KubernetesManifest.rendered(overlay)).toList()) {
            boolean kafka = workload.configMaps().stream().anyMatch(name -> name.startsWith("kafka-"));
            boolean s3 = workload.variables().contains("EPOCHAL_S3_ACCESS_KEY")
                    || workload.variables().contains("MC_HOST_local");
            assertThat(workload.label("epochal.io/kafka-client")).isEqualTo(kafka ? "true" : "");
            assertThat(workload.label("epochal.io/s3-client")).isEqualTo(s3 ? "true" : "");
        }
        for (String client : List.of("epochal.io/kafka-client", "epochal.io/s3-client")) {
            assertThat(policies(overlay))
                    .as("a way out for " + client)
                    .anyMatch(one ->
                            one.content().at("/spec/podSelector/matchLabels").has(client)
                                    && one.content().at("/spec/egress").isArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "gpu", "strimzi-and-keda"})
    void nothingStatefulIsInAProductionCluster(String overlay) {
        assertThat(Workload.of(KubernetesManifest.rendered(overlay))
                        .flatMap(workload -> workload.containers().stream())
                        .map(container -> container.path("image").asText()))
                .allMatch(image -> image.startsWith("epochal/"));
    }

    /** What docker/compose-test tries with everything locked is what the overlay says. */
    @Test
    void theLockedStackSetsItsClientsUpAsProductionDoes() throws IOException {
        JsonNode tried = LockedStack.compose().path("x-client");
        JsonNode production = KubernetesManifest.rendered("production")
                .filter(one -> one.kind().equals("ConfigMap") && one.name().startsWith("kafka-"))
                .findFirst()
                .orElseThrow()
                .content()
                .path("data");
        assertThat(guards(tried)).isEqualTo(guards(production)).hasSize(4);
    }

    private static Map<String, String> guards(JsonNode settings) {
        return settings.properties().stream()
                .filter(one -> one.getKey().matches("KAFKA_(SECURITY|SSL|SASL_MECHANISM).*"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().asText()));
    }

    private static Stream<KubernetesManifest> policies(String overlay) {
        return KubernetesManifest.rendered(overlay).filter(one -> one.kind().equals("NetworkPolicy"));
    }

    private static List<String> named(List<KubernetesManifest> all, String kind) {
        return all.stream()
                .filter(one -> one.kind().equals(kind))
                .map(KubernetesManifest::name)
                .toList();
    }

    private static boolean selects(JsonNode selector, Workload workload) {
        return selector.properties().stream()
                .allMatch((Map.Entry<String, JsonNode> label) ->
                        workload.label(label.getKey()).equals(label.getValue().asText()));
    }
}
